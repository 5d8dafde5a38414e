import { useEffect } from 'react';
import { readCode } from '../../../lib/browser';

/**
 * Lets the browser read the code from each text message, where it can (WebOTP).
 *
 * Nothing waits for it: where it is missing, refused or never answered, people type.
 */
export function useWebOtp(onCode: (code: string) => void): void {
  useEffect(() => {
    const abort = new AbortController();
    const listen = async () => {
      const code = await readCode(abort.signal);
      if (code === null) return;
      onCode(code);
      // The text that was late may be an old one: the next one counts.
      await listen();
    };
    void listen();
    return () => {
      abort.abort();
    };
  }, [onCode]);
}
