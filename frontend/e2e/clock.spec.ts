/** Countdowns, and clocks of computers that are wrong, set anew, or were asleep. */
import type { Page } from '@playwright/test';
import type { Form } from './support/form.ts';
import { expect, test } from './support/test.ts';

const HOUR = 3_600_000;

/** Sets the clock of the computer, in milliseconds from the right time. */
async function setClock(page: Page, offset: number): Promise<void> {
  await page.evaluate((milliseconds) => {
    const clock = globalThis as unknown as { rightNow?: () => number };
    const right = (clock.rightNow ??= Date.now.bind(Date));
    Date.now = () => right() + milliseconds;
  }, offset);
}

async function secondsLeft(form: Form): Promise<number> {
  const words = await form.page.getByText(/^Expires in \d/).textContent();
  const [minutes = 0, seconds = 0] = (/(\d+):(\d\d)/.exec(words ?? '') ?? []).slice(1).map(Number);
  return minutes * 60 + seconds;
}

/** Waits until the countdown was drawn anew. */
async function tick(form: Form): Promise<number> {
  const before = await secondsLeft(form);
  await expect.poll(() => secondsLeft(form)).not.toBe(before);
  return secondsLeft(form);
}

for (const [name, offset] of [
  ['back', -HOUR],
  ['forward', HOUR],
] as const) {
  test(`UX 21: a clock that is set ${name} by an hour changes no countdown, and is no other tab`, async ({
    form,
    phone,
    page,
  }) => {
    await form.askFor(phone);
    const before = await secondsLeft(form);
    await setClock(page, offset);
    const after = await tick(form);
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThan(before - 60);
    const looked = page.waitForResponse('**/api/verification');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await looked;
    await expect(form.heading).toHaveText('Enter your code');
    await expect(form.page.locator('main')).not.toContainText('another tab');
    expect(await tick(form)).toBeLessThan(after);
  });
}

test.describe('UX 21, 24: after a sleep in which the browser counted no time', () => {
  test('the page asks how long the code still works', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await page.route('**/api/verification', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        json: { ...((await answer.json()) as object), expiresIn: 90 },
      });
    });
    await setClock(page, 200_000);
    await expect.poll(() => secondsLeft(form)).toBeLessThanOrEqual(90);
    await expect(form.page.locator('main')).not.toContainText('another tab');
  });

  test('a session that ended meanwhile is not blamed on another tab', async ({
    form,
    phone,
    page,
    context,
  }) => {
    await form.askFor(phone);
    await context.clearCookies();
    await setClock(page, HOUR);
    await expect(form.heading).toHaveText('Verify your phone number');
    await expect(form.status).toContainText('no code to check any more');
  });
});
