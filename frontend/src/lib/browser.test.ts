import { afterEach, describe, expect, test, vi } from 'vitest';
import { openChannel, pushEntry, readCode, readStored, replaceAddress, store } from './browser';

function refuse(): never {
  throw new DOMException('The operation is insecure.', 'SecurityError');
}

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(navigator, 'credentials');
});

describe('what a browser refuses is as absent as what it does not have:', () => {
  test('storage', () => {
    vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(refuse);
    store('dialproof.locale', 'de');
    expect(readStored('dialproof.locale')).toBeNull();
  });

  test('storage that is full', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
    store('dialproof.locale', 'de');
    expect(readStored('dialproof.locale')).toBeNull();
  });

  test.each([
    [
      'refused',
      vi.fn(function () {
        return refuse();
      }),
    ],
    ['missing', undefined],
  ])('a channel to other tabs that is %s', (_, constructor) => {
    vi.stubGlobal('BroadcastChannel', constructor);
    expect(openChannel('dialproof:')).toBeNull();
  });

  test('changes of the history', () => {
    vi.spyOn(history, 'pushState').mockImplementation(refuse);
    vi.spyOn(history, 'replaceState').mockImplementation(refuse);
    expect(() => {
      pushEntry({ step: 'code' });
      replaceAddress(new URL('?lang=de', location.href));
    }).not.toThrow();
  });

  test.each([
    ['throws', refuse],
    ['rejects', () => Promise.reject(new DOMException('no', 'NotAllowedError'))],
  ])('the code of a text message, where asking for it %s', async (_, get) => {
    vi.stubGlobal('OTPCredential', vi.fn());
    Object.defineProperty(navigator, 'credentials', { configurable: true, value: { get } });
    expect(await readCode(new AbortController().signal)).toBeNull();
  });

  test('the code of a text message, where pages cannot ask at all', async () => {
    expect(await readCode(new AbortController().signal)).toBeNull();
  });
});

test('what was stored can be read again', () => {
  store('dialproof.locale', 'de');
  expect(readStored('dialproof.locale')).toBe('de');
});
