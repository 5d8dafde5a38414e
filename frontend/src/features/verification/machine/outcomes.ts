/** What a refused call means for the flow. */
import type { ApiFailure } from '../../../lib/api/problems';
import { isAmbiguous } from './errors';
import type { FlowEvent } from './events';

function refused(failure: ApiFailure, unsure = false): FlowEvent {
  if (failure.code === 'incorrect_code') {
    return { type: 'codeRefused', attemptsLeft: failure.attemptsLeft };
  }
  return { type: 'refused', error: failure, unsure };
}

/** `mayCall` is true when a number that cannot get a text could be called instead. */
export function afterRefusedSend(
  failure: ApiFailure,
  step: 'phone' | 'code' | 'ended',
  mayCall: boolean,
): FlowEvent {
  // In the first step there is no code that could have ended: the wait is all there is to say.
  if (failure.code === 'too_many_attempts' && step !== 'phone') {
    return { type: 'ended', reason: 'tooMany' };
  }
  if (failure.code === 'unsupported_phone_number' && mayCall) {
    return { type: 'refused', error: { code: 'phone_without_texts' } };
  }
  return refused(failure, isAmbiguous(failure));
}

export function afterRefusedCheck(failure: ApiFailure): FlowEvent {
  switch (failure.code) {
    case 'too_many_attempts':
      return { type: 'ended', reason: 'tooMany' };
    case 'code_expired':
      return { type: 'ended', reason: 'expired' };
    case 'no_pending_verification':
      return { type: 'lost', error: failure };
    case 'timed_out':
      return { type: 'refused', error: { code: 'check_timed_out' } };
    default:
      return refused(failure);
  }
}
