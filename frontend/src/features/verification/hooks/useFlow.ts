import { useEffect, useState, useSyncExternalStore } from 'react';
import { createClient, type DialproofClient } from '../../../lib/api/client';
import { openChannel } from '../../../lib/browser';
import { Flow, type FlowOptions } from '../flow/Flow';

interface ApiOptions {
  readonly apiUrl: string;
  readonly client: DialproofClient | undefined;
}

/** What may change with every render. */
type Callbacks = Pick<FlowOptions, 'getLocale' | 'onVerified' | 'onCancelled' | 'onForgotten'>;

function createFlow({ apiUrl, client }: ApiOptions) {
  let callbacks: Callbacks | undefined;
  let channel: BroadcastChannel | null = null;
  const flow = new Flow({
    client: client ?? createClient({ apiUrl }),
    getLocale: () => callbacks?.getLocale() ?? 'en',
    onVerified: (verified) => callbacks?.onVerified(verified),
    onCancelled: () => callbacks?.onCancelled(),
    onForgotten: () => callbacks?.onForgotten(),
    onChanged: () => channel?.postMessage('changed'),
  });
  function refresh() {
    if (document.visibilityState === 'visible') void flow.refresh();
  }
  function onMessage() {
    flow.markChangedElsewhere();
    refresh();
  }
  function onOnline() {
    if (flow.getState().step === 'unavailable') void flow.load();
    else refresh();
  }
  return {
    flow,
    setCallbacks: (latest: Callbacks) => {
      callbacks = latest;
    },
    /** Loads the flow and keeps it up to date with the server; returns a function that disconnects it. */
    connect: () => {
      void flow.load();
      // The tabs of one browser tell each other when something changed on the server.
      channel = openChannel(`dialproof:${apiUrl}`);
      channel?.addEventListener('message', onMessage);
      document.addEventListener('visibilitychange', refresh);
      addEventListener('pageshow', refresh);
      addEventListener('online', onOnline);
      return () => {
        // Set to null, because an answer may still arrive, and posting to a closed channel throws.
        channel?.close();
        channel = null;
        document.removeEventListener('visibilitychange', refresh);
        removeEventListener('pageshow', refresh);
        removeEventListener('online', onOnline);
      };
    },
  };
}

/** Runs a flow for as long as the component is mounted. */
export function useFlow(api: ApiOptions, callbacks: Callbacks) {
  const [{ flow, setCallbacks, connect }] = useState(() => createFlow(api));
  useEffect(() => {
    setCallbacks(callbacks);
  });
  useEffect(connect, [connect]);
  const state = useSyncExternalStore(flow.subscribe, flow.getState, flow.getState);
  return { flow, state };
}
