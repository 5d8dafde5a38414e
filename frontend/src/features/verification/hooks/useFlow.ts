import { useEffect, useState, useSyncExternalStore } from 'react';
import { createClient, type DialproofClient } from '../../../lib/api/client';
import { openChannel } from '../../../lib/browser';
import type { VerifiedState } from '../machine/state';
import { Flow } from './flow';

interface Session {
  readonly apiUrl: string;
  readonly client: DialproofClient | undefined;
}

interface Wishes {
  readonly locale: string;
  readonly onVerified: (verified: VerifiedState) => void;
  readonly onCancelled: () => void;
  readonly onForgotten: () => void;
}

function createSession({ apiUrl, client }: Session) {
  let wishes: Wishes | undefined;
  let channel: BroadcastChannel | null = null;
  const flow = new Flow({
    client: client ?? createClient({ apiUrl }),
    locale: () => wishes?.locale ?? 'en',
    onVerified: (verified) => wishes?.onVerified(verified),
    onCancelled: () => wishes?.onCancelled(),
    onForgotten: () => wishes?.onForgotten(),
    onChanged: () => channel?.postMessage('changed'),
  });
  function refresh() {
    if (document.visibilityState === 'visible') void flow.refresh();
  }
  function hear() {
    flow.hearOfChange();
    refresh();
  }
  function reconnect() {
    if (flow.getState().step === 'unavailable') void flow.load();
    else refresh();
  }
  return {
    flow,
    /** Sets what may change with every render; the flow always goes by the latest. */
    wish: (latest: Wishes) => {
      wishes = latest;
    },
    /** Keeps the page in line with the server until the returned function is called. */
    follow: () => {
      void flow.load();
      // Tells the other tabs of this browser that something changed on the server, and hears of it from them.
      channel = openChannel(`dialproof:${apiUrl}`);
      channel?.addEventListener('message', hear);
      document.addEventListener('visibilitychange', refresh);
      addEventListener('pageshow', refresh);
      addEventListener('online', reconnect);
      return () => {
        // An answer may still arrive, and a closed channel takes no message.
        channel?.close();
        channel = null;
        document.removeEventListener('visibilitychange', refresh);
        removeEventListener('pageshow', refresh);
        removeEventListener('online', reconnect);
      };
    },
  };
}

/** Runs a flow for as long as the component lives. */
export function useFlow(from: Session, wishes: Wishes) {
  const [{ flow, wish, follow }] = useState(() => createSession(from));
  useEffect(() => {
    wish(wishes);
  });
  useEffect(follow, [follow]);
  const state = useSyncExternalStore(flow.subscribe, flow.getState);
  return { flow, state };
}
