/** What the page loads, and when. How much that weighs, and how long it takes, `npm run budget` says. */
import { expect, type Page } from '@playwright/test';
import { LOCALES } from '../src/locales/index.ts';
import { expectNothingMoved, watchLayoutShifts } from './support/page-checks.ts';
import { test } from './support/test.ts';

/** Collects what a page loads: files without the part of their name that changes with their content. */
function watchLoads(page: Page): string[] {
  const loads: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    loads.push(pathname.replace(/^\/assets\/(.+)-[\w-]{8}(\.\w+)$/, '$1$2'));
  });
  return loads;
}

const languageChunk = new RegExp(`^(${LOCALES.join('|')})\\.js$`);

test('budget: a first visit loads what the budget counts, and nothing else', async ({
  page,
  form,
}) => {
  const loads = watchLoads(page);
  await form.open();
  const expected = ['/', 'index.js', 'style.css'];
  const calls = ['/api/config', '/api/verification'];
  expect(loads.toSorted()).toEqual([...expected, ...calls].toSorted());
});

test('budget: the number parser is loaded when the number field is touched, not before', async ({
  page,
  form,
}) => {
  const loads = watchLoads(page);
  await form.open();
  expect(loads).not.toContain('parser.js');
  await form.number.focus();
  await expect.poll(() => loads).toContain('parser.js');
});

for (const locale of LOCALES) {
  test(`budget: a page in ${locale} loads no other language`, async ({ page, form }) => {
    const loads = watchLoads(page);
    await form.open(`?lang=${locale}`);
    // English is part of the page.
    const expected = locale === 'en' ? [] : [`${locale}.js`];
    expect(loads.filter((name) => languageChunk.test(name))).toEqual(expected);
  });
}

test('budget: nothing moves on the whole way to a verified number', async ({
  page,
  form,
  phone,
}) => {
  await watchLayoutShifts(page);
  await form.askFor(phone);
  await form.code.fill(await phone.wrongCode());
  await expect(form.summary).toBeVisible();
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  await expectNothingMoved(page);
});

test('budget: on slow 3G a visitor gets through, even where the number parser is lost', async ({
  page,
  context,
  form,
  phone,
}) => {
  await page.route('**/assets/parser-*', (route) => route.abort());
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  await form.askFor(phone);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
});
