import { describe, expect, test, vi } from 'vitest';
import { config, problem, verification } from '../../testing/answers';
import { createClient } from './client';

function answer(body: unknown, init: ResponseInit = {}) {
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(Response.json(body, init)));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

function lastCall(fetched: ReturnType<typeof answer>) {
  const [url, init] = fetched.mock.lastCall ?? [];
  return { url, init };
}

describe('a call', () => {
  test('goes to the page’s own origin, with cookies', async () => {
    const fetched = answer(verification());
    await createClient().verification();
    const { url, init } = lastCall(fetched);
    expect(url).toBe('/api/verification');
    expect(init).toMatchObject({ credentials: 'include' });
    expect(init?.method).toBeUndefined();
  });

  test('goes to an API of another origin, whether its address ends with a slash or not', async () => {
    for (const apiUrl of ['https://verify.example.com', 'https://verify.example.com/']) {
      const fetched = answer(config());
      await createClient({ apiUrl }).config();
      expect(lastCall(fetched).url).toBe('https://verify.example.com/api/config');
    }
  });

  test.each([
    ['request-verification', { phoneNumber: '+14155550100', channel: 'sms' }],
    ['check-verification', { code: '123456' }],
    ['cancel-verification', {}],
  ] as const)('that changes something sends JSON: %s', async (path, body) => {
    const fetched = answer(verification());
    const client = createClient();
    if (path === 'request-verification') await client.requestVerification(body);
    if (path === 'check-verification') await client.checkVerification('123456');
    if (path === 'cancel-verification') await client.cancelVerification();
    const { url, init } = lastCall(fetched);
    expect(url).toBe(`/api/${path}`);
    expect(init?.headers).toEqual({ 'Content-Type': 'application/json' });
    expect(JSON.parse(init?.body as string)).toEqual(body);
  });

  test('answers with what the API said', async () => {
    answer(verification({ codeLength: 8 }));
    expect(await createClient().verification()).toEqual({
      ok: true,
      value: verification({ codeLength: 8 }),
    });
  });
});

describe('the settings', () => {
  test('are asked for once', async () => {
    const fetched = answer(config());
    const client = createClient();
    await Promise.all([client.config(), client.config()]);
    await client.config();
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test('are asked for again after a failure', async () => {
    answer({}, { status: 502 });
    const client = createClient();
    expect(await client.config()).toMatchObject({ ok: false });
    answer(config());
    expect(await client.config()).toMatchObject({ ok: true });
  });
});

describe('UX 17: a refusal is told apart by its code', () => {
  test('with the wait from the body', async () => {
    answer(problem('rate_limited', { retryAfter: 90 }), { status: 429 });
    expect(await createClient().verification()).toMatchObject({
      ok: false,
      failure: { code: 'rate_limited', retryAfter: 90 },
    });
  });

  test('with the wait from the header where the body has none', async () => {
    answer({ code: 'resend_too_soon' }, { status: 429, headers: { 'Retry-After': '17' } });
    expect(await createClient().verification()).toMatchObject({ failure: { retryAfter: 17 } });
  });

  test('with the tries that are left', async () => {
    answer(problem('incorrect_code', { attemptsLeft: 1 }), { status: 400 });
    expect(await createClient().checkVerification('000000')).toMatchObject({
      failure: { code: 'incorrect_code', attemptsLeft: 1 },
    });
  });

  test.each([
    ['a page of a proxy', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['a page of a captive portal', () => new Response('<h1>Log in</h1>', { status: 200 })],
    ['nothing', () => new Response(null, { status: 500 })],
    ['foreign JSON', () => Response.json({ error: 'x' }, { status: 503 })],
    ['a JSON string', () => Response.json('no', { status: 503 })],
  ])('%s is no answer of the API', async (_, response) => {
    vi.stubGlobal('fetch', () => Promise.resolve(response()));
    expect(await createClient().verification()).toEqual({
      ok: false,
      failure: { code: 'unreachable' },
    });
  });
});

describe('UX 26: no answer at all', () => {
  test('a lost connection', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await createClient().verification()).toMatchObject({ failure: { code: 'unreachable' } });
  });

  test('a connection that goes away with the network', async () => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValueOnce(true);
    online.mockReturnValue(false);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await createClient().verification()).toMatchObject({ failure: { code: 'offline' } });
  });

  test('offline, nothing is even tried', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const fetched = answer(verification());
    expect(await createClient().requestVerification({ phoneNumber: '+14155550100' })).toEqual({
      ok: false,
      failure: { code: 'offline' },
    });
    expect(fetched).not.toHaveBeenCalled();
  });

  test.each([
    ['reading', 'readTimeout'],
    ['writing', 'writeTimeout'],
  ] as const)('%s takes too long', async (_, limit) => {
    vi.stubGlobal('fetch', (_url: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    });
    const client = createClient({ [limit]: 1 });
    const result = await (limit === 'readTimeout'
      ? client.verification()
      : client.checkVerification('123456'));
    expect(result).toEqual({ ok: false, failure: { code: 'timed_out' } });
  });
});

describe('where the browser hides the answer of an API of another origin', () => {
  const apiUrl = 'https://verify.example.com';

  /** A browser: the API answers calls whose answer the page does not read, or none at all. */
  function blockedFetch(answers: boolean) {
    const fetched = vi.fn<typeof fetch>((_url, init) =>
      answers && init?.mode === 'no-cors'
        ? Promise.resolve(Response.error())
        : Promise.reject(new TypeError('Failed to fetch')),
    );
    vi.stubGlobal('fetch', fetched);
    return fetched;
  }

  async function logged(client: ReturnType<typeof createClient>) {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await client.config();
    await client.verification();
    // The probe answers after the calls.
    await new Promise((later) => setTimeout(later));
    const texts = error.mock.calls.map(([text]) => String(text));
    error.mockRestore();
    return texts;
  }

  test('the console names the setting and the origin, once', async () => {
    const fetched = blockedFetch(true);
    const [text, ...more] = await logged(createClient({ apiUrl }));
    expect(text).toContain('CORS_ORIGINS');
    expect(text).toContain(location.origin);
    expect(text).toContain(apiUrl);
    expect(more).toEqual([]);
    const probes = fetched.mock.calls.filter(([, init]) => init?.mode === 'no-cors');
    expect(probes).toEqual([[`${apiUrl}/api/config`, { mode: 'no-cors', credentials: 'omit' }]]);
  });

  test('an API that is away is not taken for a refusal', async () => {
    blockedFetch(false);
    expect(await logged(createClient({ apiUrl }))).toEqual([]);
  });

  test('the page’s own API is not asked again', async () => {
    const fetched = blockedFetch(true);
    expect(await logged(createClient())).toEqual([]);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  test('calls that were given up are explained to nobody', async () => {
    blockedFetch(true);
    const given = new AbortController();
    given.abort();
    expect(await logged(createClient({ apiUrl, signal: given.signal }))).toEqual([]);
  });
});
