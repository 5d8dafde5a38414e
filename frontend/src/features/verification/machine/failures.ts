/** Turns a failed call into an event or an error of the flow. */
import type { ApiFailure } from '../../../lib/api/problems';
import type { NumberAdvice } from '../../../lib/phone/parser';
import type { FlowError } from './errors';
import type { FlowEvent } from './events';

// The problem that each advice explains.
const ADVISED = {
  phone_unclear: 'invalid_phone_number',
  phone_without_nine: 'unsupported_phone_number',
} as const;

/** For calls that send nothing: the message for `timed_out` mentions a code that may be on its way. */
export function nonSendError(failure: ApiFailure): FlowError {
  return failure.code === 'timed_out' ? { code: 'unreachable' } : failure;
}

/**
 * `voiceAvailable` is true when a number that cannot get a text could be called instead, `maybeSent` when a code
 * may have been sent although the call failed. `advice` tells more about the number than the server's answer does.
 */
export function sendFailureEvent(
  failure: ApiFailure,
  step: 'phone' | 'code' | 'ended',
  voiceAvailable: boolean,
  maybeSent: boolean,
  advice: NumberAdvice | null = null,
): FlowEvent {
  // The first step has no code that could end: the message only says how long to wait.
  if (failure.code === 'too_many_attempts' && step !== 'phone') {
    return { type: 'ended', reason: 'tooMany' };
  }
  if (advice !== null && failure.code === ADVISED[advice]) {
    return { type: 'failed', error: { code: advice }, maybeSent };
  }
  if (failure.code === 'unsupported_phone_number' && voiceAvailable) {
    return { type: 'failed', error: { code: 'phone_without_texts' }, maybeSent };
  }
  return { type: 'failed', error: failure, maybeSent };
}

export function checkFailureEvent(code: string, failure: ApiFailure): FlowEvent {
  switch (failure.code) {
    case 'too_many_attempts':
      return { type: 'ended', reason: 'tooMany' };
    case 'code_expired':
      return { type: 'ended', reason: 'expired' };
    case 'no_pending_verification':
      return { type: 'verificationLost', error: failure };
    case 'incorrect_code':
      return { type: 'codeRejected', code, attemptsLeft: failure.attemptsLeft };
    case 'timed_out':
      return { type: 'failed', error: { code: 'check_timed_out' } };
    default:
      return { type: 'failed', error: failure };
  }
}
