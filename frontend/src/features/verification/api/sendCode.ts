import type { DialproofClient } from '../../../lib/api/client';
import type { ApiResult } from '../../../lib/api/problems';
import type { RequestVerification, Verification } from '../../../lib/api/types';
import { isAmbiguous } from '../machine/errors';
import type { Pending } from '../machine/state';
import { isNewer, toPending } from '../machine/transitions';

interface FindPending {
  readonly client: DialproofClient;
  /** The number of the code; null when only the server can read what was typed. */
  readonly e164: string | null;
  readonly now: () => number;
}

interface SendCode extends FindPending {
  readonly body: RequestVerification;
  /** The pending verification before this call. */
  readonly knownPending: Pending | null;
  /** True when an earlier call may have sent a code although its answer was lost. */
  readonly maybeSent: boolean;
}

interface SendOutcome {
  readonly result: ApiResult<Verification>;
  /** True when this call or an earlier one may have sent a code although its answer was lost. */
  readonly maybeSent: boolean;
}

/** Looks for a pending verification that is newer than the `known` one; null when there is none. */
export async function findPending(
  { client, e164, now }: FindPending,
  known: Pending | null,
): Promise<ApiResult<Verification> | null> {
  const result = await client.verification();
  if (!result.ok) return result;
  const pending = result.value.status === 'pending' ? toPending(result.value, now()) : null;
  if (pending === null || !isNewer(pending, known)) return null;
  return pending.phoneNumber === (e164 ?? pending.phoneNumber) ? result : null;
}

/** Requests a code, only if the browser keeps cookies: without one the code could not be checked. */
async function request(
  client: DialproofClient,
  body: RequestVerification,
): Promise<ApiResult<Verification>> {
  const withCookie = { ...body, requireCookie: true };
  const result = await client.requestVerification(withCookie);
  if (result.ok || result.failure.code !== 'cookies_required') return result;
  // The cookie may have been deleted since the page opened: reading sets a new one. Nothing was sent so far.
  const read = await client.verification();
  return read.ok ? client.requestVerification(withCookie) : read;
}

/**
 * Sends at most one code.
 *
 * The server may have sent a code although its answer was lost. The page therefore looks for one after a lost answer, and
 * again before the next request, because a second code would cost money and confuse the visitor.
 */
export async function sendCode(send: SendCode): Promise<SendOutcome> {
  if (send.maybeSent) {
    const found = await findPending(send, send.knownPending);
    if (found !== null) return { result: found, maybeSent: true };
  }
  const result = await request(send.client, send.body);
  if (result.ok || !isAmbiguous(result.failure)) return { result, maybeSent: false };
  const found = await findPending(send, send.knownPending);
  return { result: found?.ok ? found : result, maybeSent: true };
}
