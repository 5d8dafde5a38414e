import { useEffect } from 'react';

// Not in TypeScript's DOM library: https://wicg.github.io/web-otp/
interface OtpRequest extends CredentialRequestOptions {
  readonly otp: { readonly transport: readonly ['sms'] };
}

/**
 * Lets the browser read the code from the text message, where it can (WebOTP).
 *
 * Nothing waits for it: where it is missing, refused or never answered, people type.
 */
export function useWebOtp(onCode: (code: string) => void): void {
  useEffect(() => {
    if (!('OTPCredential' in window)) return;
    const abort = new AbortController();
    const request: OtpRequest = { otp: { transport: ['sms'] }, signal: abort.signal };
    navigator.credentials.get(request).then(
      (credential) => {
        if (credential && 'code' in credential) onCode(String(credential.code));
      },
      () => {
        // Refused, unsupported or no longer needed.
      },
    );
    return () => {
      abort.abort();
    };
  }, [onCode]);
}
