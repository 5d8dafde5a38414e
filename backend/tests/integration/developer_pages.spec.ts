// The pages for developers in a real browser. The addresses are written in by the test that runs this.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const API = 'http://localhost:5001';
const PHONE = 'http://localhost:5002';
const PAGES = ['/api/docs', '/problems/', '/problems/incorrect_code', '/problems/not_found'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const faults: string[] = [];

test.beforeEach(({ page }) => {
  faults.length = 0;
  page.on('request', (request) => {
    if (!request.url().startsWith(`${API}/`)) faults.push(`a request to ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // The browser itself tells of every 4xx.
    if (!message.text().startsWith('Failed to load resource')) faults.push(message.text());
  });
});

test.afterEach(() => {
  expect(faults).toEqual([]);
});

function call(page: Page, name: string) {
  const section = page.getByRole('region', { name, exact: true });
  return {
    body: section.getByLabel('Body', { exact: true }),
    send: section.getByRole('button', { name: 'Send' }),
    said: section.getByRole('status'),
    result: section.locator('.result'),
    section,
  };
}

async function readCode(to: string): Promise<string> {
  const answer = await fetch(`${PHONE}/inbox/messages?to=${encodeURIComponent(to)}`);
  const [message] = await answer.json();
  return message.code;
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 800 } });

      for (const path of PAGES) {
        test(`${path} is accessible and never wider than the window`, async ({ page }) => {
          await page.goto(API + path);
          await page.evaluate(() => {
            for (const part of document.querySelectorAll('details')) part.open = true;
          });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
        });
      }
    });
  }
}

test('a number is verified by trying the calls', async ({ page }) => {
  await page.goto(`${API}/api/docs`);
  const ask = call(page, 'Ask for a code');
  await ask.send.click();
  await expect(ask.said).toHaveText('Answered with 200.');
  await expect(ask.result).toContainText('"status": "pending"');
  await ask.result.getByText(/\d+ headers/).click();
  await expect(ask.result.getByText('x-request-id', { exact: true })).toBeVisible();
  const check = call(page, 'Check a code');
  await check.body.fill(JSON.stringify({ code: await readCode('+14155550100') }));
  await check.body.press('Control+Enter');
  await expect(check.result).toContainText('"status": "verified"');
  const state = call(page, 'Where the verification stands');
  await state.send.press('Enter');
  await expect(state.result).toContainText('"phoneNumber": "+14155550100"');
});

test('a problem leads to its page', async ({ page }) => {
  await page.goto(`${API}/api/docs`);
  const { body, send, said, result } = call(page, 'Ask for a code');
  await body.fill('{"phoneNumber":');
  await send.click();
  await expect(said).toHaveText('Answered with 400.');
  await expect(body).toHaveValue('{"phoneNumber":');
  await result.getByRole('link', { name: 'Why, and what to do' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The request is not valid');
});

test('examples fill the body, and say which of them it is', async ({ page }) => {
  await page.goto(`${API}/api/docs`);
  const { body, section } = call(page, 'Ask for a code');
  const example = section.getByRole('button', { name: 'By a voice call, in Spanish' });
  await example.click();
  await expect(example).toHaveAttribute('aria-pressed', 'true');
  await expect(body).toHaveValue(/"channel": "voice"/);
  await body.press('End');
  await body.pressSequentially(' ');
  await expect(example).toHaveAttribute('aria-pressed', 'false');
});

test('a call can be taken to the command line', async ({ context, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: API });
  await page.goto(`${API}/api/docs`);
  const { body, said, section } = call(page, 'Check a code');
  await body.fill(`{"code": "it's"}`);
  await section.getByRole('button', { name: 'Copy as curl' }).click();
  await expect(said).toHaveText('Copied.');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(
    String.raw`curl -i -b jar -c jar --json '{"code": "it'\''s"}' '${API}/api/check-verification'`,
  );
});

test('an API that cannot be reached is said in words', async ({ page, context }) => {
  await page.goto(`${API}/api/docs`);
  await context.setOffline(true);
  const { send, said } = call(page, 'What a form needs to know');
  await send.click();
  await expect(said).toHaveText('No answer: the API cannot be reached.');
});

test('the list on the side follows, and the page can be reached by keyboard alone', async ({ page }) => {
  await page.goto(`${API}/api/docs`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  const link = page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'Check a code' });
  await link.press('Enter');
  await expect(link).toHaveAttribute('aria-current', 'location');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('everything can be read', async ({ page }) => {
    await page.goto(`${API}/api/docs`);
    await expect(page.locator('noscript p')).toBeVisible();
    await expect(call(page, 'Check a code').section).toContainText('incorrect_code');
  });
});
