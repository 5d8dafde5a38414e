/** The transitions between steps. Each takes a state and returns a new one. */
import type { Verification } from '../../../lib/api/types';
import type { FlowEvent } from './events';
import {
  IDLE,
  type CodeState,
  type EndedState,
  type Notice,
  type Pending,
  type PhoneState,
  type ReadyState,
  type VerifiedState,
} from './state';

// The server rounds to whole seconds, and a read may take 10: expiry times closer than this belong to the same code.
const SAME_CODE_WITHIN = 12_000;

/**
 * Reads the pending verification from an answer; null when there is none.
 *
 * Once another code may be asked for, `resendAt` stays the time that was `known` before.
 */
export function toPending(
  verification: Verification,
  now: number,
  known: Pending | null = null,
): Pending | null {
  const { status, phoneNumber, channel, resendIn } = verification;
  if (phoneNumber === null || channel === null) return null;
  if (status !== 'pending' && status !== 'expired') return null;
  return {
    phoneNumber,
    channel,
    channels: verification.channels,
    codeLength: verification.codeLength,
    expiresAt: now + verification.expiresIn * 1000,
    resendAt: resendIn > 0 ? now + resendIn * 1000 : Math.min(now, known?.resendAt ?? now),
    attemptsLeft: verification.attemptsLeft,
  };
}

/** True when `pending` is a newer code than the `known` one. */
export function isNewer(pending: Pending, known: Pending | null): boolean {
  return (
    pending.phoneNumber !== known?.phoneNumber ||
    pending.expiresAt > known.expiresAt + SAME_CODE_WITHIN
  );
}

/** The pending verification of a state. */
export function pendingOf(state: ReadyState): Pending | null {
  return state.step === 'verified' ? null : state.pending;
}

/** Why a code can no longer be used. */
export function reasonOf(pending: Pending): EndedState['reason'] {
  return pending.attemptsLeft === 0 ? 'tooMany' : 'expired';
}

/** What every transition keeps. */
type Common = Pick<ReadyState, 'config' | 'draft' | 'maybeSent'>;

function idle({ config, draft, maybeSent }: Common) {
  return { config, draft, activity: IDLE, error: null, notice: null, maybeSent } as const;
}

export function toPhone(state: Common, pending: Pending | null, notice?: Notice): PhoneState {
  return { ...idle(state), step: 'phone', pending, notice: notice ?? null, verifiedAt: null };
}

export function toCode(state: Common, pending: Pending, notice: Notice | null): CodeState {
  return {
    ...idle(state),
    step: 'code',
    pending,
    code: '',
    submittedCodes: [],
    wrongCodes: 0,
    notice,
  };
}

export function toEnded(state: Common, pending: Pending, reason: EndedState['reason']): EndedState {
  return { ...idle(state), step: 'ended', pending, reason };
}

export function toVerified(state: Common, verification: Verification): VerifiedState {
  const { phoneNumber, verifiedAt } = verification;
  return {
    ...idle(state),
    step: 'verified',
    phoneNumber: phoneNumber ?? '',
    verifiedAt,
  };
}

/** Back to the first step, without the number that was verified. */
export function toForgotten(state: Common): PhoneState {
  const draft = { ...state.draft, number: '' };
  return toPhone({ ...state, draft }, null, { kind: 'forgotten' });
}

function applyExpiry(state: ReadyState, pending: Pending): ReadyState {
  switch (state.step) {
    case 'phone':
      return { ...state, pending: null };
    case 'verified':
      return state;
    case 'code':
    case 'ended': {
      const reason = reasonOf(pending);
      if (state.step === 'ended' && state.reason === reason) return { ...state, pending };
      return toEnded(state, pending, reason);
    }
  }
}

function applyPending(state: ReadyState, pending: Pending): ReadyState {
  if (isNewer(pending, pendingOf(state))) {
    // A request of this page whose answer was lost is the more likely cause.
    const kind = state.maybeSent ? 'alreadySent' : 'elsewhere';
    return toCode({ ...state, maybeSent: false }, pending, { kind });
  }
  switch (state.step) {
    case 'phone':
    case 'code':
      return { ...state, pending };
    case 'ended':
      return toCode(state, pending, null);
    case 'verified':
      return state;
  }
}

/** Updates the page to the state on the server, which another tab may have changed. */
export function applyServerState(
  state: ReadyState,
  {
    verification,
    now,
    sleptFor = 0,
    changedElsewhere = false,
  }: FlowEvent & { type: 'serverStateReceived' },
): ReadyState {
  if (verification.status === 'verified') {
    const known = 'verifiedAt' in state && state.verifiedAt === verification.verifiedAt;
    return known ? state : toVerified(state, verification);
  }
  const pending = toPending(verification, now, pendingOf(state));
  if (pending !== null) {
    return verification.status === 'expired'
      ? applyExpiry(state, pending)
      : applyPending(state, pending);
  }
  switch (state.step) {
    case 'phone':
      return { ...state, pending: null };
    case 'verified':
      // A session that has expired does not undo a verification.
      return changedElsewhere ? toForgotten(state) : state;
    case 'code':
    case 'ended': {
      // A session does not expire before its code.
      const expired = state.pending.expiresAt <= now + sleptFor;
      return toPhone(state, null, { kind: expired ? 'no_pending_verification' : 'elsewhere' });
    }
  }
}
