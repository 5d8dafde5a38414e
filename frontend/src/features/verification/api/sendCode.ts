import type { DialproofClient } from '../../../lib/api/client';
import type { ApiResult } from '../../../lib/api/problems';
import type { RequestVerification, Verification } from '../../../lib/api/types';
import { isAmbiguous } from '../machine/errors';
import type { Pending } from '../machine/state';
import { isNewer, toPending } from '../machine/transitions';

interface FindCode {
  readonly client: DialproofClient;
  /** The number that the code has to be for; null when only the server can read it. */
  readonly e164: string | null;
  readonly now: () => number;
}

interface SendCode extends FindCode {
  readonly body: RequestVerification;
  /** The code that the page knew of before this press. */
  readonly known: Pending | null;
  /** True when an earlier press may have sent a code without the page hearing of it. */
  readonly unsure: boolean;
}

interface SendOutcome {
  readonly result: ApiResult<Verification>;
  /** True when a code may have been sent without the page hearing of it, by this press or an earlier one. */
  readonly unsure: boolean;
}

/** Looks for a code that still works and is another than the `known` one; null when there is none. */
export async function findCode(
  { client, e164, now }: FindCode,
  known: Pending | null,
): Promise<ApiResult<Verification> | null> {
  const result = await client.verification();
  if (!result.ok) return result;
  const pending = result.value.status === 'pending' ? toPending(result.value, now()) : null;
  if (pending === null || !isNewer(pending, known)) return null;
  return pending.phoneNumber === (e164 ?? pending.phoneNumber) ? result : null;
}

/** Asks for a code where the browser keeps cookies: without them the code could not be checked. */
async function request(
  client: DialproofClient,
  body: RequestVerification,
): Promise<ApiResult<Verification>> {
  const careful = { ...body, requireCookie: true };
  const result = await client.requestVerification(careful);
  if (result.ok || result.failure.code !== 'cookies_required') return result;
  // They may have been deleted since the page opened: reading sets one again, and nothing was sent so far.
  const read = await client.verification();
  return read.ok ? client.requestVerification(careful) : read;
}

/**
 * Asks for a code, at most once.
 *
 * A lost answer does not mean a lost call: before a code is asked for again, and after an answer was
 * lost, the page looks whether one was sent, because a second one would cost money and confuse.
 */
export async function sendCode(send: SendCode): Promise<SendOutcome> {
  if (send.unsure) {
    const found = await findCode(send, send.known);
    if (found !== null) return { result: found, unsure: true };
  }
  const result = await request(send.client, send.body);
  if (result.ok || !isAmbiguous(result.failure)) return { result, unsure: false };
  const found = await findCode(send, send.known);
  return { result: found?.ok ? found : result, unsure: true };
}
