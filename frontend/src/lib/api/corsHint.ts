/**
 * Says in the console what a browser keeps from the page: an API that answers, but whose answers it may not read.
 *
 * Without CORS the browser tells no more than whether anything answered; that is enough to tell a refusal from an API
 * that is away. The origin goes into no request here, so the API counts and logs nothing.
 *
 * @param address - of a call that any page may make; its answer is not read.
 */
export async function explainCors(address: string): Promise<void> {
  if (typeof location === 'undefined') return;
  const { origin } = location;
  const api = new URL(address, location.href).origin;
  if (api === origin) return;
  try {
    await fetch(address, { mode: 'no-cors', credentials: 'omit' });
  } catch {
    return;
  }
  // eslint-disable-next-line no-console -- for the author of the page, who looks there when a call fails
  console.error(
    `Dialproof: ${api} answers, but this page may not read it. Is ${origin} missing in the API's setting CORS_ORIGINS?`,
  );
}
