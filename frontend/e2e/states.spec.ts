import process from 'node:process';
import {
  expectAccessible,
  expectLargeTargets,
  expectNoSidewaysScroll,
  expectNothingMoved,
  expectStill,
  watchLayoutShifts,
} from './support/page-checks.ts';
import { STATES } from './support/states.ts';
import { test } from './support/test.ts';

// WCAG 1.4.10: as wide as 1280 px at 400 %.
test.use({ viewport: { width: 320, height: 640 } });

for (const { name, reach } of STATES) {
  test(`UX 17, 19, 28, 29: "${name}" reads well, is accessible in every mode and moves nothing`, async ({
    page,
    context,
    form,
    phone,
    newPhone,
    formWithoutApi,
  }) => {
    await watchLayoutShifts(page);
    await reach({ page, context, form, phone, newPhone, formWithoutApi });
    await expectNothingMoved(page);
    await expectNoSidewaysScroll(page);
    await expectLargeTargets(page);
    const shots = process.env.SHOTS;
    if (shots !== undefined)
      await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
    await expectStill(page);
    await expectAccessible(page);
  });
}
