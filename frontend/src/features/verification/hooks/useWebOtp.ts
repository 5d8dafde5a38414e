import { useEffect } from 'react';
import { readOtp } from '../../../lib/browser';

/**
 * Lets the browser read the code from each text message, where it can (WebOTP).
 *
 * Nothing waits for it: where a browser lacks or refuses it, people type the code.
 */
export function useWebOtp(onCode: (code: string) => void): void {
  useEffect(() => {
    const abort = new AbortController();
    const listen = async () => {
      const code = await readOtp(abort.signal);
      if (code === null) return;
      onCode(code);
      // This may have been an older text that was late: read the next one too.
      await listen();
    };
    void listen();
    return () => {
      abort.abort();
    };
  }, [onCode]);
}
