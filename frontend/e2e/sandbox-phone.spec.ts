/** The sandbox's phone on the screen, and the controls beside it. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expectNoSidewaysScroll } from './support/page-checks.ts';
import { expect, readable, test } from './support/sandbox-page.ts';
import type { Phone } from './support/sandbox.ts';
import { SANDBOX_URL } from './support/stack.ts';

const ACCOUNT = `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}`;

// Colours are all that another mode changes.
const OTHER_MODES = [
  { colorScheme: 'dark', forcedColors: 'none' },
  { colorScheme: 'light', forcedColors: 'active' },
  { colorScheme: 'dark', forcedColors: 'active' },
] as const;

async function provider(path: string, body?: object): Promise<Record<string, string>> {
  const answer = await fetch(`${SANDBOX_URL}/v2/verify${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: ACCOUNT },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text ? (JSON.parse(text) as Record<string, string>) : {};
}

async function start(phone: Phone, changes: object = {}): Promise<string> {
  const to = phone.number.slice(1);
  const workflow = [
    { channel: 'sms', to },
    { channel: 'voice', to },
  ];
  const request = { brand: 'Acme', code_length: 6, channel_timeout: 300, workflow, ...changes };
  return (await provider('', request)).request_id ?? '';
}

/** What can be seen and pressed and is less than 44 px high or wide. */
const smallTargets = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, summary')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 44))
      .map(({ element }) => element.outerHTML),
  );

function axe(page: Page): AxeBuilder {
  // Without frames on the page there is no need for the window that going through them opens.
  return new AxeBuilder({ page }).setLegacyMode();
}

async function expectNoViolations(builder: AxeBuilder): Promise<void> {
  expect((await builder.analyze()).violations).toEqual([]);
}

async function expectReadableInOtherModes(page: Page, parts: readonly string[]): Promise<void> {
  for (const mode of OTHER_MODES) {
    await page.emulateMedia({ ...mode, reducedMotion: 'reduce' });
    const builder = axe(page).withRules('color-contrast');
    for (const part of parts) builder.include(part);
    await expectNoViolations(builder);
  }
}

test('a text arrives while one looks, and its code is copied in one press', async ({
  desk: { page },
  phone,
}) => {
  await start(phone, { code: '246810' });
  await expect(page.getByRole('heading', { name: readable(phone) })).toBeVisible();
  await expect(page.getByText('Acme code: 246810. Valid for 5 minutes.')).toBeVisible();
  await page.getByRole('button', { name: 'Copy the code 2 4 6 8 1 0' }).click();
  await expect(page.getByText('Copied', { exact: true }).first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('246810');
});

test('a text that arrives while the page loads what came before is there', async ({
  desk: { page },
  phone,
}) => {
  await page.route('**/inbox/messages', async (route) => {
    const before = await route.fetch();
    // Another reader of the same events: when this one has heard of the text, the page has as well.
    const heard = page.evaluate(
      (to) =>
        new Promise((resolve) => {
          const events = new EventSource(`/inbox/events?to=${encodeURIComponent(to)}`);
          events.addEventListener('open', () => {
            document.documentElement.dataset.listens = '';
          });
          events.addEventListener('message', () => setTimeout(resolve, 100));
        }),
      phone.number,
    );
    await page.locator('html[data-listens]').waitFor();
    await start(phone);
    await heard;
    await route.fulfill({ response: before });
  });
  const loaded = page.waitForResponse('**/inbox/messages');
  await page.reload();
  await (await loaded).finished();
  // Long enough for the page to draw what it got.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  await expect(page.getByRole('heading', { name: readable(phone) })).toBeVisible();
  await expect(page.locator('.bubble')).toHaveCount(1);
});

test('a call is told apart from a text', async ({ desk: { page }, phone }) => {
  const requestId = await start(phone);
  await provider(`/${requestId}/next_workflow`);
  await expect(page.getByText('Answered call')).toBeVisible();
  await expect(page.getByText(/Your Acme code is \d, \d, \d, \d, \d, \d\./)).toBeVisible();
});

test('one moves between messages and conversations by keyboard', async ({
  desk: { page },
  phone,
}) => {
  await start(phone);
  await expect(page.getByRole('heading', { name: readable(phone) })).toBeVisible();
  await page.getByRole('button', { name: 'All messages' }).press('Enter');
  const conversation = page
    .locator('#conversations')
    .getByRole('button', { name: readable(phone) });
  await expect(conversation).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: readable(phone) })).toBeFocused();
});

test('what is written in Arabic runs from right to left', async ({ desk: { page }, phone }) => {
  await start(phone, { locale: 'ar-xa', code: '135791' });
  const bubble = page.locator('.bubble').filter({ hasText: '135791' });
  await expect(bubble).toHaveCSS('direction', 'rtl');
});

test('the next code can be fixed, and a mistake is said beside the field', async ({
  desk,
  phone,
}) => {
  const { page } = desk;
  await desk.choose('Delivery');
  const code = page.getByLabel('Next code');
  await code.fill('12');
  await code.press('Enter');
  await expect(page.locator('#code-error')).toHaveText('A code has 4 to 10 letters and digits.');
  await expect(code).toBeFocused();
  await desk.fixNextCode(phone, '112233');
  await start(phone);
  await expect(page.getByRole('button', { name: 'Copy the code 1 1 2 2 3 3' })).toBeVisible();
  await expect(desk.arrangements(phone)).toHaveCount(0);
});

test('a failure is asked for, waits, happens and is logged', async ({ desk, phone }) => {
  await desk.fail(phone, { of: 'Ask for a code', what: '402 Low balance' });
  await expect(desk.failures(phone)).toContainText('Ask for a code: status 402');
  await start(phone);
  await expect(desk.failures(phone)).toHaveCount(0);
  await desk.choose('Calls');
  const call = desk.page.locator('#call-rows li').filter({ hasText: readable(phone) });
  await expect(call).toContainText('402');
  await call.locator('summary').click();
  await expect(call).toContainText('Low balance');
});

test('what is pending is expired in one press', async ({ desk, phone }) => {
  const requestId = await start(phone, { code: '998877' });
  await desk.end(phone, 'Expire');
  const answer = await provider(`/${requestId}`, { code: '998877' });
  expect(answer).toMatchObject({ title: 'Not Found' });
});

test('a reserved number is copied in one press', async ({ desk }) => {
  await desk.choose('Numbers');
  await desk.page.getByRole('button', { name: 'Copy +1 415 555 0183, Throttled' }).click();
  await expect
    .poll(() => desk.page.evaluate(() => navigator.clipboard.readText()))
    .toBe('+14155550183');
});

test('everyone can read the phone, in every mode', async ({ desk: { page }, phone }) => {
  await start(phone);
  await expect(page.getByRole('heading', { name: readable(phone) })).toBeVisible();
  await expectReadableInOtherModes(page, ['header.bar', '.stage', '.pending', '.tabs']);
});

for (const tab of ['Failures', 'Delivery', 'Numbers', 'Calls'] as const) {
  test(`everyone can read and press what is under ${tab}, in every mode and at any width`, async ({
    desk,
    phone,
  }) => {
    const { page } = desk;
    await start(phone);
    await expect(page.getByRole('heading', { name: readable(phone) })).toBeVisible();
    await desk.choose(tab);
    await expectNoViolations(axe(page));
    await expectReadableInOtherModes(page, [`#${tab.toLowerCase()}`]);
    for (const width of [1280, 768, 320]) {
      await page.setViewportSize({ width, height: 720 });
      expect(await smallTargets(page)).toEqual([]);
      await expectNoSidewaysScroll(page);
    }
  });
}
