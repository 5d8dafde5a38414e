/** A thin client of the API: one function for each call, no exception for any answer. */
import { readProblem, type ApiFailure, type ApiResult } from './problems';
import type { Config, RequestVerification, Verification } from './types';

/** The calls that a form needs. None of them throws. */
export interface DialproofClient {
  /** What the form needs to know before the first step; asked for once, then remembered. */
  config(): Promise<ApiResult<Config>>;
  /** Where the verification of this browser stands. */
  verification(): Promise<ApiResult<Verification>>;
  /** Sends a code, or another one. Never repeated by the client: it may cost money. */
  requestVerification(body: RequestVerification): Promise<ApiResult<Verification>>;
  checkVerification(code: string): Promise<ApiResult<Verification>>;
  cancelVerification(): Promise<ApiResult<Verification>>;
}

export interface ClientOptions {
  /** Where the API lives, such as `https://verify.example.com`; empty for the page's own origin. */
  readonly apiUrl?: string | undefined;
  /** Milliseconds that reading may take. */
  readonly readTimeout?: number;
  /** Milliseconds that asking for, checking or cancelling a code may take. */
  readonly writeTimeout?: number;
  /** Ends every call, now and later; what the server has begun it finishes. */
  readonly signal?: AbortSignal;
}

const READ_TIMEOUT = 10_000;
// Longer than the API gives its provider, so that its own answer arrives first.
const WRITE_TIMEOUT = 25_000;

// It may change while a call is under way.
const isOnline = () => navigator.onLine;

const LATE = 'late';

const failed = (failure: ApiFailure) => ({ ok: false, failure }) as const;

async function call<Value>(
  url: string,
  timeout: number,
  end: AbortSignal | undefined,
  body?: Record<string, unknown>,
): Promise<ApiResult<Value>> {
  if (!isOnline()) return failed({ code: 'offline' });
  // By hand: AbortSignal.timeout() and any() are newer than some browsers in use.
  const ending = new AbortController();
  const endNow = () => {
    ending.abort();
  };
  const timer = setTimeout(() => {
    ending.abort(LATE);
  }, timeout);
  if (end?.aborted) endNow();
  end?.addEventListener('abort', endNow);
  try {
    const response = await fetch(url, {
      credentials: 'include',
      signal: ending.signal,
      ...(body && {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return { ok: true, value: answer as Value };
    return failed(
      readProblem(answer, response.headers.get('Retry-After')) ?? { code: 'unreachable' },
    );
  } catch {
    if (ending.signal.reason === LATE) return failed({ code: 'timed_out' });
    return failed({ code: isOnline() ? 'unreachable' : 'offline' });
  } finally {
    clearTimeout(timer);
    end?.removeEventListener('abort', endNow);
  }
}

/** Makes a client. Cookies travel with every call, also to an API of another origin. */
export function createClient(options: ClientOptions = {}): DialproofClient {
  const { apiUrl = '', readTimeout = READ_TIMEOUT, writeTimeout = WRITE_TIMEOUT, signal } = options;
  const at = (path: string) => `${apiUrl.replace(/\/+$/, '')}/api/${path}`;
  const read = <Value>(path: string) => call<Value>(at(path), readTimeout, signal);
  const write = (path: string, body: Record<string, unknown>) =>
    call<Verification>(at(path), writeTimeout, signal, body);
  let config: Promise<ApiResult<Config>> | undefined;
  return {
    config() {
      config ??= read<Config>('config').then((result) => {
        if (!result.ok) config = undefined;
        return result;
      });
      return config;
    },
    verification: () => read('verification'),
    requestVerification: (body) => write('request-verification', { ...body }),
    checkVerification: (code) => write('check-verification', { code }),
    cancelVerification: () => write('cancel-verification', {}),
  };
}
