/**
 * The states of the flow.
 *
 * ```text
 *            ┌──────────────────────┐
 *            ▼                      │  (forgotten, or another number)
 * loading ──► phone ◄──► code ──► verified
 *    │                   │  ▲
 *    ▼                   ▼  │
 * unavailable           ended   (expired, or too many wrong codes)
 * ```
 *
 * All times (`…At`) are milliseconds of the injected clock; the server sends seconds from now.
 */
import type { Channel, Config } from '../../../lib/api/types';
import type { FlowError } from './errors';

/** The number as typed, and the chosen country (ISO 3166-1 alpha-2, or empty). */
export interface PhoneDraft {
  readonly number: string;
  readonly country: string;
}

/** A pending verification: a code that was sent, as the server describes it. */
export interface Pending {
  readonly phoneNumber: string;
  readonly channel: Channel;
  /** The channels for another code, from `resendAt` on. */
  readonly channels: readonly Channel[];
  readonly codeLength: number;
  readonly expiresAt: number;
  readonly resendAt: number;
  readonly attemptsLeft: number;
}

/** The call that the page waits for; no other can start meanwhile. */
export type Activity =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'sending' | 'checking' | 'cancelling' | 'loading';
      /** The channel by which a code is being sent. */
      readonly channel?: Channel | undefined;
      /** True once the call takes so long that the page says so. */
      readonly slow: boolean;
    };

/** Good or neutral news, shown in the panel and announced politely. */
export type Notice =
  | { readonly kind: 'resent'; readonly channel: Channel }
  | {
      readonly kind:
        | 'alreadySent'
        | 'cancelled'
        | 'elsewhere'
        | 'no_pending_verification'
        /** The visitor removed the verified number, in this tab or another. */
        | 'forgotten';
    };

export interface LoadingState {
  readonly step: 'loading';
  readonly activity: Activity;
}

/** The page could not read the verification or its settings. */
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
  /** True when a code may have been sent although no answer came: look for it before sending again. */
  readonly maybeSent: boolean;
}

export interface PhoneState extends Ready {
  readonly step: 'phone';
  /** A code that still works, when the visitor has come back from the code step. */
  readonly pending: Pending | null;
  /** When the number before this one was verified, for a visitor who verifies another; null when there was none. */
  readonly verifiedAt: string | null;
}

export interface CodeState extends Ready {
  readonly step: 'code';
  readonly pending: Pending;
  readonly code: string;
  /** Codes that were submitted: the page submits none of them again by itself. */
  readonly submittedCodes: readonly string[];
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

/** The error to show. `offline` is left out: the panel says that for as long as it lasts. */
export function errorOf(state: FlowState): FlowError | null {
  return 'error' in state && state.error?.code !== 'offline' ? state.error : null;
}

export const IDLE: Activity = { kind: 'idle' };

export const initialState: FlowState = {
  step: 'loading',
  activity: { kind: 'loading', slow: false },
};
