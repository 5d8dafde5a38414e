/** The flow as one pure function. A state ignores events that do not apply to it. */
import {
  applyServerState,
  pendingOf,
  reasonOf,
  toCode,
  toEnded,
  toForgotten,
  toPending,
  toPhone,
  toVerified,
} from './transitions';
import type { FlowEvent } from './events';
import {
  IDLE,
  type CodeState,
  type FlowState,
  type LoadingState,
  type PhoneState,
  type ReadyState,
  type UnavailableState,
} from './state';

const OFFER_OTHER_CHANNELS_AFTER = 3;

function load(event: FlowEvent & { type: 'loaded' }): FlowState {
  const { config, verification, country, now } = event;
  const draft = { number: verification.phoneNumber ?? '', country };
  const fresh = toPhone({ config, draft, maybeSent: false }, null);
  if (verification.status === 'verified') return toVerified(fresh, verification);
  const pending = toPending(verification, now);
  if (pending === null) return fresh;
  if (verification.status === 'expired') return toEnded(fresh, pending, reasonOf(pending));
  return toCode(fresh, pending, null);
}

function start(state: ReadyState, { kind, channel }: FlowEvent & { type: 'started' }): ReadyState {
  const busy = { activity: { kind, channel, slow: false }, notice: null } as const;
  if (state.step !== 'code' || kind !== 'checking') return { ...state, ...busy };
  return { ...state, ...busy, submittedCodes: [...state.submittedCodes, state.code] };
}

/** Starts with another number. The server returns the verified one until a code is sent to the other. */
function restart(state: ReadyState): ReadyState {
  if (state.step !== 'verified') return state;
  const draft = { ...state.draft, number: '' };
  return { ...toPhone({ ...state, draft }, null), verifiedAt: state.verifiedAt };
}

function reopenCode(state: PhoneState, now: number): ReadyState {
  const { pending } = state;
  if (pending === null || pending.expiresAt <= now) return state;
  return toCode(state, pending, { kind: 'alreadySent' });
}

function rejectCode(
  state: CodeState,
  { code, attemptsLeft }: FlowEvent & { type: 'codeRejected' },
): ReadyState {
  if (attemptsLeft === 0) return toEnded(state, { ...state.pending, attemptsLeft }, 'tooMany');
  const { pending } = state;
  const wrongCodes = state.wrongCodes + 1;
  const offerOtherChannels =
    wrongCodes >= OFFER_OTHER_CHANNELS_AFTER &&
    pending.channels.some((channel) => channel !== pending.channel);
  return {
    ...state,
    pending: { ...pending, attemptsLeft },
    activity: IDLE,
    notice: null,
    wrongCodes,
    // The error is not about a code that was typed since.
    error:
      code === state.code ? { code: 'incorrect_code', attemptsLeft, offerOtherChannels } : null,
  };
}

function send(state: ReadyState, event: FlowEvent & { type: 'sent' }): ReadyState {
  const pending = toPending(event.verification, event.now);
  if (pending === null) return state;
  const again = pendingOf(state)?.phoneNumber === pending.phoneNumber;
  const resent = again ? ({ kind: 'resent', channel: pending.channel } as const) : null;
  const notice = event.alreadySent ? ({ kind: 'alreadySent' } as const) : resent;
  return toCode({ ...state, maybeSent: false }, pending, notice);
}

function reduceReady(state: ReadyState, event: FlowEvent): ReadyState {
  switch (event.type) {
    case 'draftEdited':
      return { ...state, draft: { ...state.draft, ...event.draft }, error: null };
    case 'codeEdited':
      return state.step === 'code' ? { ...state, code: event.code } : state;
    case 'numberReopened':
      if (state.step === 'code') return toPhone(state, state.pending);
      return state.step === 'ended' ? toPhone(state, null) : state;
    case 'codeReopened':
      return state.step === 'phone' ? reopenCode(state, event.now) : state;
    case 'restarted':
      return restart(state);
    case 'started':
      return start(state, event);
    case 'failed':
      return {
        ...state,
        activity: IDLE,
        error: event.error,
        notice: null,
        maybeSent: event.maybeSent ?? state.maybeSent,
      };
    case 'sent':
      return send(state, event);
    case 'codeRejected':
      return state.step === 'code' ? rejectCode(state, event) : state;
    case 'ended': {
      const pending = pendingOf(state);
      return pending ? toEnded(state, pending, event.reason) : state;
    }
    case 'verificationLost':
      return { ...toPhone(state, null), error: event.error };
    case 'cancelled':
      return toPhone(state, null, { kind: 'cancelled' });
    case 'forgotten':
      return toForgotten(state);
    case 'serverStateReceived':
      return applyServerState(state, event);
    case 'loadStarted':
    case 'loadFailed':
    case 'loaded':
    case 'slowed':
      return state;
    default:
      return event satisfies never;
  }
}

function reduceLoading(state: LoadingState | UnavailableState, event: FlowEvent): FlowState {
  switch (event.type) {
    case 'loaded':
      return load(event);
    case 'loadFailed':
      return { step: 'unavailable', activity: IDLE, error: event.error };
    case 'loadStarted':
      return { ...state, activity: { kind: 'loading', slow: false } };
    default:
      return state;
  }
}

export function reduce(state: FlowState, event: FlowEvent): FlowState {
  const { activity } = state;
  if (event.type === 'slowed' && activity.kind !== 'idle') {
    return { ...state, activity: { ...activity, slow: true } };
  }
  return state.step === 'loading' || state.step === 'unavailable'
    ? reduceLoading(state, event)
    : reduceReady(state, event);
}
