/** A thin client of the API: one function for each call. Errors are returned, not thrown. */
import { explainCors } from './corsHint';
import { readProblem, type ApiFailure, type ApiResult } from './problems';
import type { Config, RequestVerification, Verification } from './types';

/** The calls that a form needs. None of them throws. */
export interface DialproofClient {
  /** What the form needs before the first step; read once, then cached. */
  config(): Promise<ApiResult<Config>>;
  /** The state of the verification in this browser. */
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
  readonly readTimeout?: number | undefined;
  /** Milliseconds that asking for, checking or cancelling a code may take. */
  readonly writeTimeout?: number | undefined;
  /** Aborts every call, now and later; the server may still finish what it has begun. */
  readonly signal?: AbortSignal | undefined;
}

const READ_TIMEOUT = 10_000;
// Longer than the timeout of the API for its provider, so that the answer of the API arrives first.
const WRITE_TIMEOUT = 25_000;

// A function, because it may change while a call is under way.
const isOnline = () => navigator.onLine;

const TIMED_OUT = 'timed out';

const failed = (failure: ApiFailure) => ({ ok: false, failure }) as const;

async function call<Value>(
  url: string,
  timeout: number,
  signal: AbortSignal | undefined,
  onNoAnswer: () => void,
  body?: Record<string, unknown>,
): Promise<ApiResult<Value>> {
  if (!isOnline()) return failed({ code: 'offline' });
  // Not with AbortSignal.timeout() and any(), which some supported browsers lack.
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  const timer = setTimeout(() => {
    controller.abort(TIMED_OUT);
  }, timeout);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    const response = await fetch(url, {
      credentials: 'include',
      signal: controller.signal,
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
    if (controller.signal.reason === TIMED_OUT) return failed({ code: 'timed_out' });
    if (!isOnline()) return failed({ code: 'offline' });
    if (!controller.signal.aborted) onNoAnswer();
    return failed({ code: 'unreachable' });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Makes a client. Cookies travel with every call, also to an API of another origin. */
export function createClient(options: ClientOptions = {}): DialproofClient {
  const { apiUrl = '', readTimeout = READ_TIMEOUT, writeTimeout = WRITE_TIMEOUT, signal } = options;
  const at = (path: string) => `${apiUrl.replace(/\/+$/, '')}/api/${path}`;
  let explained = false;
  const explain = () => {
    if (!explained) void explainCors(at('config'));
    explained = true;
  };
  const read = <Value>(path: string) => call<Value>(at(path), readTimeout, signal, explain);
  const write = (path: string, body: Record<string, unknown>) =>
    call<Verification>(at(path), writeTimeout, signal, explain, body);
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
