import type { DialproofClient } from '../../../lib/api/client';
import type { ApiResult } from '../../../lib/api/problems';
import type { RequestVerification, Verification } from '../../../lib/api/types';
import { isAmbiguous } from '../machine/errors';
import type { Pending } from '../machine/state';
import { isNewer, toPending } from '../machine/transitions';

interface SendCode {
  readonly client: DialproofClient;
  readonly body: RequestVerification;
  /** The code that the page knew of before this press. */
  readonly known: Pending | null;
  /** True when an earlier press may have sent a code without the page hearing of it. */
  readonly unsure: boolean;
  readonly now: () => number;
}

async function findNewCode({ client, known, now }: SendCode) {
  const result = await client.verification();
  if (!result.ok) return result;
  const pending = result.value.status === 'pending' ? toPending(result.value, now()) : null;
  return pending !== null && isNewer(pending, known) ? result : null;
}

/**
 * Asks for a code, at most once.
 *
 * A lost answer does not mean a lost call: before a code is asked for again, and after an answer was
 * lost, the page looks whether one was sent, because a second one would cost money and confuse.
 */
export async function sendCode(send: SendCode): Promise<ApiResult<Verification>> {
  if (send.unsure) {
    const found = await findNewCode(send);
    if (found !== null) return found;
  }
  const result = await send.client.requestVerification(send.body);
  if (result.ok || !isAmbiguous(result.failure)) return result;
  const found = await findNewCode(send);
  return found?.ok ? found : result;
}
