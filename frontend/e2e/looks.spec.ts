import type { Page } from '@playwright/test';
import { centresOfInk } from './support/ink.ts';
import { expectStill } from './support/page-checks.ts';
import { expect, test } from './support/test.ts';

const SLOTS = '[translate=no] > span';

const centresOfSlots = (page: Page) =>
  page.locator(SLOTS).evaluateAll((slots) =>
    slots.map((slot) => {
      const { left, width } = slot.getBoundingClientRect();
      return left + width / 2;
    }),
  );

for (const locale of ['en', 'ar']) {
  for (const width of [320, 390, 1280]) {
    test(`UX 06: digits stand on their slots: ${locale} at ${width} px`, async ({
      page,
      form,
      phone,
    }) => {
      await page.setViewportSize({ width, height: 800 });
      await form.open(`?lang=${locale}`);
      await form.ask(phone.number);
      // One less than would be sent off by itself.
      await form.code.fill('88888');
      const slots = await centresOfSlots(page);
      const digits = await centresOfInk(form.code);
      expect(digits).toHaveLength(5);
      for (const [index, digit] of digits.entries()) {
        expect(Math.abs(digit - (slots[index] ?? 0)), `digit ${index + 1}`).toBeLessThan(3);
      }
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`UX 29: with forced colours a button under the pointer reads well: ${colorScheme}`, async ({
    page,
    form,
  }) => {
    await page.emulateMedia({ colorScheme, forcedColors: 'active', reducedMotion: 'reduce' });
    await form.open();
    const button = page.locator('form button[type=submit]');
    const colours = () =>
      button.evaluate((element) => {
        const { backgroundColor, color } = getComputedStyle(element);
        return { backgroundColor, color };
      });
    const before = await colours();
    await button.hover();
    expect(await colours()).toEqual(before);
    expect(before.color).not.toBe(before.backgroundColor);
  });
}

test('UX 29: with reduced motion nothing moves while the page loads', async ({ page }) => {
  await page.route('**/api/config', () => undefined);
  await page.goto('/');
  await expect(page.getByText('Loading…')).toBeVisible();
  await expectStill(page);
});
