import type { Channel, Config, Verification } from '../../../lib/api/types';
import type { FlowError } from './errors';
import type { PhoneDraft } from './state';

/** Everything that can happen in the flow. `now` is milliseconds of the injected clock. */
export type FlowEvent =
  // Loading
  | { readonly type: 'loadStarted' }
  | { readonly type: 'loadFailed'; readonly error: FlowError }
  | {
      readonly type: 'loaded';
      readonly config: Config;
      readonly verification: Verification;
      /** The country to begin with; empty when nothing suggests one. */
      readonly country: string;
      readonly now: number;
    }
  // Actions of the visitor
  | { readonly type: 'draftEdited'; readonly draft: Partial<PhoneDraft> }
  | { readonly type: 'codeEdited'; readonly code: string }
  | { readonly type: 'numberReopened' }
  | { readonly type: 'codeReopened'; readonly now: number }
  | { readonly type: 'restarted' }
  // Calls
  | {
      readonly type: 'started';
      readonly kind: 'sending' | 'checking' | 'cancelling';
      readonly channel?: Channel;
    }
  | { readonly type: 'slowed' }
  | {
      readonly type: 'failed';
      readonly error: FlowError;
      /** Set by a send only; absent, the state keeps its value. */
      readonly maybeSent?: boolean;
    }
  | {
      readonly type: 'sent';
      readonly verification: Verification;
      readonly now: number;
      /** True when no new code was sent, because an earlier one still works. */
      readonly alreadySent?: boolean;
    }
  | { readonly type: 'codeRejected'; readonly code: string; readonly attemptsLeft: number }
  | { readonly type: 'ended'; readonly reason: 'expired' | 'tooMany' }
  /** The server has no pending verification any more. */
  | { readonly type: 'verificationLost'; readonly error: FlowError }
  | { readonly type: 'cancelled' }
  /** The server has removed the verified number. */
  | { readonly type: 'forgotten' }
  /** The current state of the verification on the server. */
  | {
      readonly type: 'serverStateReceived';
      readonly verification: Verification;
      readonly now: number;
      /** Milliseconds that the computer may have slept, which `now` does not include. */
      readonly sleptFor?: number;
      /** True when another tab has sent a message that it changed something. */
      readonly changedElsewhere?: boolean;
    };
