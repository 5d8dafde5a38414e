/** What a refused call means for the flow. */
import type { ApiFailure } from '../../../lib/api/problems';
import type { NumberAdvice } from '../../../lib/phone/parser';
import type { FlowError } from './errors';
import type { FlowEvent } from './events';

// The refusal that each advice explains.
const ADVISED = {
  phone_unclear: 'invalid_phone_number',
  phone_without_nine: 'unsupported_phone_number',
} as const;

/** After a call that sends nothing: the words for `timed_out` speak of a code that may be on its way. */
export function withoutSend(failure: ApiFailure): FlowError {
  return failure.code === 'timed_out' ? { code: 'unreachable' } : failure;
}

/**
 * `mayCall` is true when a number that cannot get a text could be called instead, `unsure` when a code
 * may have been sent all the same. `advice` is what the page knows better of a number that was refused.
 */
export function afterRefusedSend(
  failure: ApiFailure,
  step: 'phone' | 'code' | 'ended',
  mayCall: boolean,
  unsure: boolean,
  advice: NumberAdvice | null = null,
): FlowEvent {
  // In the first step there is no code that could have ended: the wait is all there is to say.
  if (failure.code === 'too_many_attempts' && step !== 'phone') {
    return { type: 'ended', reason: 'tooMany' };
  }
  if (advice !== null && failure.code === ADVISED[advice]) {
    return { type: 'refused', error: { code: advice }, unsure };
  }
  if (failure.code === 'unsupported_phone_number' && mayCall) {
    return { type: 'refused', error: { code: 'phone_without_texts' }, unsure };
  }
  return { type: 'refused', error: failure, unsure };
}

export function afterRefusedCheck(code: string, failure: ApiFailure): FlowEvent {
  switch (failure.code) {
    case 'too_many_attempts':
      return { type: 'ended', reason: 'tooMany' };
    case 'code_expired':
      return { type: 'ended', reason: 'expired' };
    case 'no_pending_verification':
      return { type: 'lost', error: failure };
    case 'incorrect_code':
      return { type: 'codeRefused', code, attemptsLeft: failure.attemptsLeft };
    case 'timed_out':
      return { type: 'refused', error: { code: 'check_timed_out' } };
    default:
      return { type: 'refused', error: failure };
  }
}
