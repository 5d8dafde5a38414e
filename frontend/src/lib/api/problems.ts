/** The failures of an API call, discriminated by `code`. */
import type { ProblemDocument } from './types';

export type ProblemCode = ProblemDocument['code'];

/** Problems that go away with time: `retryAfter` says when. */
type RetryLaterCode = Extract<
  ProblemCode,
  | 'verification_in_progress'
  | 'rate_limited'
  | 'resend_too_soon'
  | 'too_many_attempts'
  | 'provider_unavailable'
  | 'provider_timeout'
>;

type ProblemBase = Omit<ProblemDocument, 'code' | 'retryAfter' | 'attemptsLeft'>;

/** An answer of the API in the form of RFC 9457. */
export type ApiProblem = ProblemBase &
  (
    | { readonly code: Exclude<ProblemCode, RetryLaterCode | 'incorrect_code'> }
    | {
        readonly code: RetryLaterCode;
        /** Seconds until it makes sense to try again. */
        readonly retryAfter: number;
      }
    | {
        readonly code: 'incorrect_code';
        /** Wrong codes still allowed. */
        readonly attemptsLeft: number;
      }
  );

/**
 * No answer of the API. After `offline` the call has not reached it; after `timed_out` and `unreachable` the API may
 * have carried it out.
 */
export interface NoAnswer {
  readonly code: 'offline' | 'timed_out' | 'unreachable';
}

export type ApiFailure = ApiProblem | NoAnswer;

export type ApiResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: ApiFailure };

const DEFAULT_RETRY_AFTER = 30;

/**
 * Reads a problem document. A newer server may send a `code` that is not in the type.
 *
 * @param retryAfter - the value of the header `Retry-After`, used where the body has none.
 * @returns null when `body` is not a problem document.
 */
export function readProblem(body: unknown, retryAfter: string | null): ApiProblem | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  const seconds = Number.parseInt(retryAfter ?? '', 10) || DEFAULT_RETRY_AFTER;
  return { retryAfter: seconds, attemptsLeft: 1, ...(body as ProblemDocument) };
}
