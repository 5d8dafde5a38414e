/**
 * What a browser may refuse, guarded in this one place.
 *
 * Each of these throws where cookies or site data are blocked, in some frames, or by a policy. What is refused is then
 * as absent as what a browser does not have, and nothing of the form depends on it.
 */

function attempt<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}

export const readStored = (key: string): string | null => attempt(() => localStorage.getItem(key));

export function store(key: string, value: string): void {
  attempt(() => {
    localStorage.setItem(key, value);
  });
}

/** Opens a channel to the other tabs of this browser; null where there is none. */
export const openChannel = (name: string): BroadcastChannel | null =>
  attempt(() => new BroadcastChannel(name));

/** Gives the page an entry of its own in the history. Safari refuses the hundredth within half a minute. */
export function pushEntry(state: object): void {
  attempt(() => {
    history.pushState(state, '');
  });
}

export function replaceAddress(url: URL): void {
  attempt(() => {
    history.replaceState(history.state, '', url);
  });
}

// Not in TypeScript's DOM library: https://wicg.github.io/web-otp/
interface OtpRequest extends CredentialRequestOptions {
  readonly otp: { readonly transport: readonly ['sms'] };
}

/** Waits for the code in a text message (WebOTP); null where that is missing, refused or given up. */
export async function readCode(signal: AbortSignal): Promise<string | null> {
  if (!('OTPCredential' in window)) return null;
  const request: OtpRequest = { otp: { transport: ['sms'] }, signal };
  try {
    const credential = await navigator.credentials.get(request);
    return credential && 'code' in credential ? String(credential.code) : null;
  } catch {
    return null;
  }
}
