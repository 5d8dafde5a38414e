import type { Channel, Config, Verification } from '../../../lib/api/types';
import type { FlowError } from './errors';
import type { PhoneDraft } from './state';

/** Everything that can happen in the flow. `now` is milliseconds of the injected clock. */
export type FlowEvent =
  // Beginning
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
  // The visitor
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
      readonly type: 'refused';
      readonly error: FlowError;
      /** Only a send can tell: absent, it stays as it was. */
      readonly unsure?: boolean;
    }
  | {
      readonly type: 'sent';
      readonly verification: Verification;
      readonly now: number;
      /** True when no new code was sent, because one is good already. */
      readonly already?: boolean;
    }
  | { readonly type: 'codeRefused'; readonly code: string; readonly attemptsLeft: number }
  | { readonly type: 'ended'; readonly reason: 'expired' | 'tooMany' }
  /** The server knows of no code any more. */
  | { readonly type: 'lost'; readonly error: FlowError }
  | { readonly type: 'cancelled' }
  /** The server was told to forget a verified number. */
  | { readonly type: 'forgotten' }
  /** What `GET /api/verification` says, whoever asked for it. */
  | {
      readonly type: 'truthLearned';
      readonly verification: Verification;
      readonly now: number;
      /** Milliseconds that may have passed besides, while the computer slept. */
      readonly asleep?: number;
      /** True when another tab said that it changed something. */
      readonly told?: boolean;
    };
