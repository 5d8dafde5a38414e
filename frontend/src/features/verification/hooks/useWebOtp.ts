import { useEffect } from 'react';

// Not in TypeScript's DOM library: https://wicg.github.io/web-otp/
interface OtpRequest extends CredentialRequestOptions {
  readonly otp: { readonly transport: readonly ['sms'] };
}

/**
 * Lets the browser read the code from each text message, where it can (WebOTP).
 *
 * Nothing waits for it: where it is missing, refused or never answered, people type.
 */
export function useWebOtp(onCode: (code: string) => void): void {
  useEffect(() => {
    if (!('OTPCredential' in window)) return;
    const abort = new AbortController();
    const request: OtpRequest = { otp: { transport: ['sms'] }, signal: abort.signal };
    const listen = () => {
      navigator.credentials.get(request).then(
        (credential) => {
          if (!credential || !('code' in credential)) return;
          onCode(String(credential.code));
          // The text that was late may be an old one: the next one counts.
          listen();
        },
        () => {
          // Refused, unsupported or no longer needed.
        },
      );
    };
    listen();
    return () => {
      abort.abort();
    };
  }, [onCode]);
}
