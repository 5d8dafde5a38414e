import type { DialproofClient } from '../../../lib/api/client';
import type { ApiResult } from '../../../lib/api/problems';
import type { Verification } from '../../../lib/api/types';
import { isAmbiguous } from '../machine/errors';

async function findVerified(client: DialproofClient) {
  const result = await client.verification();
  return result.ok && result.value.status === 'verified' ? result : null;
}

/**
 * Checks a code. If the answer was lost, or the server has no pending verification any more (another tab may have
 * completed it), reads whether the number is verified already.
 */
export async function checkCode(
  client: DialproofClient,
  code: string,
): Promise<ApiResult<Verification>> {
  const result = await client.checkVerification(code);
  if (result.ok) return result;
  const { failure } = result;
  if (!isAmbiguous(failure) && failure.code !== 'no_pending_verification') return result;
  return (await findVerified(client)) ?? result;
}
