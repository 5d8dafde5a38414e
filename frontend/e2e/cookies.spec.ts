/** Browsers that keep no cookies: a code sent to them could never be checked. */
import { blockCookies } from './support/cookies.ts';
import { expect, test } from './support/test.ts';

test('UX 17: blocked cookies are named before a text is sent, and nothing typed is lost', async ({
  form,
  phone,
  context,
  page,
}) => {
  await blockCookies(context);
  await form.open();
  await form.ask(phone.number);
  await expect(form.summary).toContainText('cookies');
  await expect(form.number).toHaveValue(phone.number);
  expect(await phone.countCalls('start')).toBe(0);

  await context.unrouteAll();
  await page.locator('form button[type=submit]').click();
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  expect(await phone.countCalls('start')).toBe(1);
});

test('cookies that somebody deleted while the page was open are set again, and one text goes out', async ({
  form,
  phone,
  context,
}) => {
  await form.open();
  await context.clearCookies();
  await form.ask(phone.number);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  expect(await phone.countCalls('start')).toBe(1);
});

test('where cookies are kept, asking for a code takes one call', async ({ form, phone, page }) => {
  await form.open();
  const calls: string[] = [];
  page.on('request', (request) => calls.push(new URL(request.url()).pathname));
  await form.ask(phone.number);
  await expect(form.code).toBeVisible();
  expect(calls.filter((path) => path.startsWith('/api/'))).toEqual(['/api/request-verification']);
});

test('a browser that refuses storage, channels and code requests still shows a form that works', async ({
  form,
  phone,
  page,
}) => {
  // What Firefox does where cookies are blocked.
  await page.addInitScript(() => {
    const refuse = function () {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
      Object.defineProperty(globalThis, name, { get: refuse });
    }
    globalThis.BroadcastChannel = refuse as unknown as typeof BroadcastChannel;
    Object.assign(globalThis, { OTPCredential: Object });
    navigator.credentials.get = refuse;
  });
  await form.askFor(phone);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  await page.getByLabel('Language').selectOption('de');
  await expect(form.heading).toHaveText('Ihre Nummer ist bestätigt');
});
