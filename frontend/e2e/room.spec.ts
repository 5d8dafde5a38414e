import type { ProblemCode } from '../src/lib/api/problems.ts';
import { LOCALES } from '../src/locales/index.ts';
import { expectNothingMoved, watchLayoutShifts } from './support/page-checks.ts';
import { expect, test } from './support/test.ts';

// The longest words there are, beside a field and in the summary alone.
const PROBLEMS: readonly ProblemCode[] = [
  'blocked',
  'provider_unavailable',
  'verification_in_progress',
];

// Answers this late are not excused by the press before them.
const LATE = 600;

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
      let next = 0;
      // What the API would say in each case is known; here it only matters that it comes late.
      await page.route('**/api/request-verification', async (route) => {
        const code = PROBLEMS[next++];
        await page.waitForTimeout(LATE);
        await route.fulfill({ status: 400, json: { code, retryAfter: 7000 } });
      });
      for (const problem of PROBLEMS) {
        const answered = page.waitForResponse('**/api/request-verification');
        await form.ask(phone.number);
        await answered;
        await expect(page.locator('[role=group]'), problem).toBeFocused();
      }
      await expectNothingMoved(page);
    });
  }
}
