import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  openChannel,
  pushHistoryEntry,
  readOtp,
  readStorage,
  replaceUrl,
  writeStorage,
} from './browser';

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
    writeStorage('dialproof.locale', 'de');
    expect(readStorage('dialproof.locale')).toBeNull();
  });

  test('storage that is full', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
    writeStorage('dialproof.locale', 'de');
    expect(readStorage('dialproof.locale')).toBeNull();
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
      pushHistoryEntry({ step: 'code' });
      replaceUrl(new URL('?lang=de', location.href));
    }).not.toThrow();
  });

  test.each([
    ['throws', refuse],
    ['rejects', () => Promise.reject(new DOMException('no', 'NotAllowedError'))],
  ])('the code of a text message, where asking for it %s', async (_, get) => {
    vi.stubGlobal('OTPCredential', vi.fn());
    Object.defineProperty(navigator, 'credentials', { configurable: true, value: { get } });
    expect(await readOtp(new AbortController().signal)).toBeNull();
  });

  test('the code of a text message, where pages cannot ask at all', async () => {
    expect(await readOtp(new AbortController().signal)).toBeNull();
  });
});

test('what was stored can be read again', () => {
  writeStorage('dialproof.locale', 'de');
  expect(readStorage('dialproof.locale')).toBe('de');
});
