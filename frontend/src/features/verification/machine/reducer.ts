/** The flow as one pure function. An event that makes no sense in a state leaves it as it is. */
import {
  applyTruth,
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

const OFFER_ANOTHER_WAY_AFTER = 3;

function begin(event: FlowEvent & { type: 'loaded' }): FlowState {
  const { config, verification, country, now } = event;
  const draft = { number: verification.phoneNumber ?? '', country };
  const fresh = toPhone({ config, draft, unsure: false }, null);
  if (verification.status === 'verified') return toVerified(fresh, verification);
  const pending = toPending(verification, now);
  if (pending === null) return fresh;
  if (verification.status === 'expired') return toEnded(fresh, pending, reasonOf(pending));
  return toCode(fresh, pending, null);
}

function start(state: ReadyState, { kind, channel }: FlowEvent & { type: 'started' }): ReadyState {
  const busy = { activity: { kind, channel, slow: false }, notice: null } as const;
  if (state.step !== 'code' || kind !== 'checking') return { ...state, ...busy };
  return { ...state, ...busy, tried: [...state.tried, state.code] };
}

/** Begins with another number. Until that one is sent a code, the server still tells of the last one. */
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

function refuseCode(
  state: CodeState,
  { code, attemptsLeft }: FlowEvent & { type: 'codeRefused' },
): ReadyState {
  if (attemptsLeft === 0) return toEnded(state, { ...state.pending, attemptsLeft }, 'tooMany');
  const { pending } = state;
  const wrongCodes = state.wrongCodes + 1;
  const anotherWay =
    wrongCodes >= OFFER_ANOTHER_WAY_AFTER &&
    pending.channels.some((channel) => channel !== pending.channel);
  return {
    ...state,
    pending: { ...pending, attemptsLeft },
    activity: IDLE,
    notice: null,
    wrongCodes,
    // Whoever has typed on since knows better: what stands there now was not refused.
    error: code === state.code ? { code: 'incorrect_code', attemptsLeft, anotherWay } : null,
  };
}

function send(state: ReadyState, event: FlowEvent & { type: 'sent' }): ReadyState {
  const pending = toPending(event.verification, event.now);
  if (pending === null) return state;
  const again = pendingOf(state)?.phoneNumber === pending.phoneNumber;
  const resent = again ? ({ kind: 'resent', channel: pending.channel } as const) : null;
  const notice = event.already ? ({ kind: 'alreadySent' } as const) : resent;
  return toCode({ ...state, unsure: false }, pending, notice);
}

function reduceReady(state: ReadyState, event: FlowEvent): ReadyState {
  switch (event.type) {
    case 'draftEdited':
      return { ...state, draft: { ...state.draft, ...event.draft } };
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
    case 'refused':
      return {
        ...state,
        activity: IDLE,
        error: event.error,
        notice: null,
        unsure: event.unsure ?? state.unsure,
      };
    case 'sent':
      return send(state, event);
    case 'codeRefused':
      return state.step === 'code' ? refuseCode(state, event) : state;
    case 'ended': {
      const pending = pendingOf(state);
      return pending ? toEnded(state, pending, event.reason) : state;
    }
    case 'lost':
      return { ...toPhone(state, null), error: event.error };
    case 'cancelled':
      return toPhone(state, null, { kind: 'cancelled' });
    case 'forgotten':
      return toForgotten(state);
    case 'truthLearned':
      return applyTruth(state, event);
    case 'loadStarted':
    case 'loadFailed':
    case 'loaded':
    case 'slowed':
      return state;
    default:
      return event satisfies never;
  }
}

function reduceBeginning(state: LoadingState | UnavailableState, event: FlowEvent): FlowState {
  switch (event.type) {
    case 'loaded':
      return begin(event);
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
    ? reduceBeginning(state, event)
    : reduceReady(state, event);
}
