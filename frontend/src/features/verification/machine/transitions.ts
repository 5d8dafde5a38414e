/** The moves between steps. Each takes a state and gives a new one. */
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

// Answers are whole seconds, and reading one may take 10 of them: less than this apart is the same code.
const SAME_CODE_WITHIN = 12_000;

/**
 * Reads the code that is on its way; null when there is none.
 *
 * What may be sent again already, as was `known` before, stays so from the same moment on.
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

/** True when `pending` is another code than the one that was `known`. */
export function isNewer(pending: Pending, known: Pending | null): boolean {
  return (
    pending.phoneNumber !== known?.phoneNumber ||
    pending.expiresAt > known.expiresAt + SAME_CODE_WITHIN
  );
}

/** The code that a state knows of. */
export function pendingOf(state: ReadyState): Pending | null {
  return state.step === 'verified' ? null : state.pending;
}

/** Why a code that is over can no longer be used. */
export function reasonOf(pending: Pending): EndedState['reason'] {
  return pending.attemptsLeft === 0 ? 'tooMany' : 'expired';
}

/** What a step takes over from the one before. */
type Kept = Pick<ReadyState, 'config' | 'draft' | 'unsure'>;

function settled({ config, draft, unsure }: Kept) {
  return { config, draft, activity: IDLE, error: null, notice: null, unsure } as const;
}

export function toPhone(state: Kept, pending: Pending | null, notice?: Notice): PhoneState {
  return { ...settled(state), step: 'phone', pending, notice: notice ?? null, verifiedAt: null };
}

export function toCode(state: Kept, pending: Pending, notice: Notice | null): CodeState {
  return { ...settled(state), step: 'code', pending, code: '', tried: [], wrongCodes: 0, notice };
}

export function toEnded(state: Kept, pending: Pending, reason: EndedState['reason']): EndedState {
  return { ...settled(state), step: 'ended', pending, reason };
}

export function toVerified(state: Kept, verification: Verification): VerifiedState {
  const { phoneNumber, verifiedAt } = verification;
  return {
    ...settled(state),
    step: 'verified',
    phoneNumber: phoneNumber ?? '',
    verifiedAt,
  };
}

/** Back to the first step, with nothing left of the number that was verified. */
export function toForgotten(state: Kept): PhoneState {
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
    // A request of this page whose answer was lost is the likelier cause.
    const kind = state.unsure ? 'alreadySent' : 'elsewhere';
    return toCode({ ...state, unsure: false }, pending, { kind });
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

/** Brings a page into line with what the server says, which another tab may have changed. */
export function applyTruth(
  state: ReadyState,
  { verification, now, asleep = 0, told = false }: FlowEvent & { type: 'truthLearned' },
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
      // A session that ended by itself does not undo what was verified.
      return told ? toForgotten(state) : state;
    case 'code':
    case 'ended': {
      // A session may end by itself, but not before its code.
      const over = state.pending.expiresAt <= now + asleep;
      return toPhone(state, null, { kind: over ? 'no_pending_verification' : 'elsewhere' });
    }
  }
}
