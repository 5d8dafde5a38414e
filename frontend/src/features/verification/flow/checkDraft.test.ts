import { expect, test, vi } from 'vitest';
import { checkDraft } from './checkDraft';

vi.mock('../../../lib/phone/loadParser', () => ({
  loadParser: () => new Promise(() => undefined),
}));

test('UX 26: a number parser that never arrives leaves the number to the server', async () => {
  vi.useFakeTimers();
  const check = checkDraft({ number: '(415) 555-0100', country: 'US' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await check).toEqual({ ok: true, e164: null, advice: null });
  expect(vi.getTimerCount()).toBe(0);
});
