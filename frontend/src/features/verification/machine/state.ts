/**
 * Where a visitor stands in the flow.
 *
 * ```text
 *            ┌──────────────────────┐
 *            ▼                      │  (forgotten, or another number)
 * loading ──► phone ◄──► code ──► verified
 *    │                   │  ▲
 *    ▼                   ▼  │
 * unavailable           ended   (run out, or too many wrong codes)
 * ```
 *
 * All moments (`…At`) are milliseconds of the injected clock; the server only ever speaks of seconds from now.
 */
import type { Channel, Config } from '../../../lib/api/types';
import type { FlowError } from './errors';

/** The number as it was typed, and the country as it was chosen (ISO 3166-1 alpha-2, or empty). */
export interface PhoneDraft {
  readonly number: string;
  readonly country: string;
}

/** A code that was sent, as the server told it. */
export interface Pending {
  readonly phoneNumber: string;
  readonly channel: Channel;
  /** What may be asked for next, once `resendAt` has come. */
  readonly channels: readonly Channel[];
  readonly codeLength: number;
  readonly expiresAt: number;
  readonly resendAt: number;
  readonly attemptsLeft: number;
}

/** What the page waits for; nothing else can be started meanwhile. */
export type Activity =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'sending' | 'checking' | 'cancelling' | 'loading';
      /** How a code is being sent. */
      readonly channel?: Channel | undefined;
      /** True once it has taken long enough to say so. */
      readonly slow: boolean;
    };

/** Good or neutral news, announced politely. */
export type Notice =
  | { readonly kind: 'resent'; readonly channel: Channel }
  | {
      readonly kind:
        | 'alreadySent'
        | 'cancelled'
        | 'elsewhere'
        | 'no_pending_verification'
        /** The visitor had the number that was verified removed, in this tab or another. */
        | 'forgotten';
    };

export interface LoadingState {
  readonly step: 'loading';
  readonly activity: Activity;
}

/** The page could not learn where the visitor stands. */
export interface UnavailableState {
  readonly step: 'unavailable';
  readonly activity: Activity;
  readonly error: FlowError;
}

interface Ready {
  readonly config: Config;
  readonly draft: PhoneDraft;
  readonly activity: Activity;
  readonly error: FlowError | null;
  readonly notice: Notice | null;
  /** True when a call may have been carried out although no answer came: look before repeating it. */
  readonly unsure: boolean;
}

export interface PhoneState extends Ready {
  readonly step: 'phone';
  /** A code that still works, when the visitor came back from the code step. */
  readonly pending: Pending | null;
  /** The verification that the visitor went on from, to another number; null when there was none. */
  readonly verifiedAt: string | null;
}

export interface CodeState extends Ready {
  readonly step: 'code';
  readonly pending: Pending;
  readonly code: string;
  /** Codes that were submitted by themselves already: each only once. */
  readonly tried: readonly string[];
  readonly wrongCodes: number;
}

export interface EndedState extends Ready {
  readonly step: 'ended';
  readonly reason: 'expired' | 'tooMany';
  readonly pending: Pending;
}

export interface VerifiedState extends Ready {
  readonly step: 'verified';
  readonly phoneNumber: string;
  readonly verifiedAt: string | null;
}

export type ReadyState = PhoneState | CodeState | EndedState | VerifiedState;

export type FlowState = LoadingState | UnavailableState | ReadyState;

export const isSlow = (activity: Activity): boolean => activity.kind !== 'idle' && activity.slow;

export const IDLE: Activity = { kind: 'idle' };

export const initialState: FlowState = {
  step: 'loading',
  activity: { kind: 'loading', slow: false },
};
