import type { Page } from '@playwright/test';
import type { Message } from '../src/lib/i18n/translate.ts';
import type { ProblemCode } from '../src/lib/api/problems.ts';
import { loadMessages, LOCALES } from '../src/locales/index.ts';
import type { Messages } from '../src/locales/source.ts';
import type { Form } from './support/form.ts';
import { expectNothingMoved, watchLayoutShifts } from './support/page-checks.ts';
import { expect, test } from './support/test.ts';

interface Refusal {
  readonly code: ProblemCode & keyof Messages;
  readonly attemptsLeft?: number;
}

// The longest words there are, beside a field and in the summary alone.
const ASKING: readonly Refusal[] = [
  { code: 'blocked' },
  { code: 'provider_unavailable' },
  { code: 'verification_in_progress' },
];

// The third wrong code points to the other channel, which no sandbox with three tries comes to.
const CHECKING: readonly Refusal[] = [
  { code: 'incorrect_code', attemptsLeft: 9 },
  { code: 'provider_unavailable' },
  { code: 'incorrect_code', attemptsLeft: 8 },
  { code: 'incorrect_code', attemptsLeft: 7 },
];

// Answers this late are not excused by the press before them.
const LATE = 600;

/** What the API would say in each case is known; here it only matters that it comes late. */
async function refuse(page: Page, call: string, refusals: readonly Refusal[]): Promise<void> {
  let next = 0;
  await page.route(`**/api/${call}`, async (route) => {
    const refusal = refusals[next++];
    await page.waitForTimeout(LATE);
    await route.fulfill({ status: 400, json: { retryAfter: 7000, ...refusal } });
  });
}

/** How far below the heading the button stands, wherever the page is scrolled to. */
async function placeOfButton({ heading, page }: Form): Promise<number> {
  const [from, to] = [
    await heading.boundingBox(),
    await page.locator('form button').first().boundingBox(),
  ];
  if (!from || !to) throw new Error('There is no button.');
  return to.y - from.y;
}

/** Waits for the words of a refusal, up to where they depend on the case. */
async function expectSummary(page: Page, message: Message): Promise<void> {
  const [words = ''] = (typeof message === 'string' ? message : message.other).split('{');
  const summary = page.locator('[role=group]');
  await expect(summary).toContainText(words.trim());
  await expect(summary).toBeFocused();
}

for (const width of [320, 390]) {
  for (const locale of LOCALES) {
    test(`UX 19: a late error moves nothing: ${locale} at ${width} px`, async ({
      page,
      form,
      phone,
    }) => {
      await page.setViewportSize({ width, height: 700 });
      await watchLayoutShifts(page);
      await form.open(`?lang=${locale}`);
      await refuse(page, 'request-verification', ASKING);
      const messages = await loadMessages(locale);
      const place = await placeOfButton(form);
      for (const { code } of ASKING) {
        await form.ask(phone.number);
        await expectSummary(page, messages[code]);
        expect(await placeOfButton(form), code).toBe(place);
      }
      await expectNothingMoved(page);
    });

    test(`UX 19, 22: a late error about the code moves nothing: ${locale} at ${width} px`, async ({
      page,
      form,
      phone,
    }) => {
      await page.setViewportSize({ width, height: 700 });
      await watchLayoutShifts(page);
      // Later than a browser takes the press for the cause of what moves.
      await page.route('**/api/request-verification', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        await route.continue();
      });
      await form.open(`?lang=${locale}`);
      await form.ask(phone.number);
      await expect(form.code).toBeVisible();
      await refuse(page, 'check-verification', CHECKING);
      const messages = await loadMessages(locale);
      const place = await placeOfButton(form);
      for (const [index, { code }] of CHECKING.entries()) {
        await form.code.fill(`00000${index}`);
        await expectSummary(page, messages[code]);
        expect(await placeOfButton(form), code).toBe(place);
      }
      await expectSummary(page, messages.orAnotherWay);
      await expectNothingMoved(page);
    });
  }
}
