/**
 * Safe access to browser features that may be blocked.
 *
 * Each of these throws where cookies or site data are blocked, in some frames, or under some policies. Here they return
 * null or do nothing instead, as in a browser without the feature. The form works without any of them.
 */

function tryOrNull<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}

export const readStorage = (key: string): string | null =>
  tryOrNull(() => localStorage.getItem(key));

export function writeStorage(key: string, value: string): void {
  tryOrNull(() => {
    localStorage.setItem(key, value);
  });
}

/** Opens a channel to the other tabs of this browser; null where that is not possible. */
export const openChannel = (name: string): BroadcastChannel | null =>
  tryOrNull(() => new BroadcastChannel(name));

/** Adds an entry to the browser's history. Safari refuses the hundredth within half a minute. */
export function pushHistoryEntry(state: object): void {
  tryOrNull(() => {
    history.pushState(state, '');
  });
}

export function replaceUrl(url: URL): void {
  tryOrNull(() => {
    history.replaceState(history.state, '', url);
  });
}

// Not in TypeScript's DOM library: https://wicg.github.io/web-otp/
interface OtpRequest extends CredentialRequestOptions {
  readonly otp: { readonly transport: readonly ['sms'] };
}

/** Waits for the code in a text message (WebOTP); null where that is not supported, refused or aborted. */
export async function readOtp(signal: AbortSignal): Promise<string | null> {
  if (!('OTPCredential' in window)) return null;
  const request: OtpRequest = { otp: { transport: ['sms'] }, signal };
  try {
    const credential = await navigator.credentials.get(request);
    return credential && 'code' in credential ? String(credential.code) : null;
  } catch {
    return null;
  }
}
