import { expectNothingMoved, watchLayoutShifts } from './support/page-checks.ts';
import { LANDLINE } from './support/sandbox.ts';
import { expect, test } from './support/test.ts';

test('UX 17, 22: a landline is called by the main button, and the code of the call works', async ({
  form,
  page,
}) => {
  await watchLayoutShifts(page);
  await form.open();
  await form.ask(LANDLINE.number);
  const main = page.locator('form button[type=submit]');
  await expect(main).toHaveText('Call me with a code');
  await expect(page.locator('form button')).toHaveCount(1);
  await main.click();
  await expect(form.heading).toHaveText('Enter your code');
  await form.code.fill(await LANDLINE.code());
  await form.expectVerified(LANDLINE);
  expect((await LANDLINE.messages()).map(({ channel }) => channel)).toEqual(['voice']);
  await expectNothingMoved(page);
});

test('UX 22: Enter calls a landline, and a corrected number gets a text', async ({
  form,
  page,
  phone,
}) => {
  await form.open();
  await form.ask(LANDLINE.number);
  await expect(form.button('Call me with a code')).toBeVisible();
  await form.number.fill(phone.number);
  await expect(form.button('Text me a code')).toBeVisible();
  await form.number.fill(LANDLINE.number);
  await form.number.press('Enter');
  await expect(form.button('Call me with a code')).toBeVisible();
  await form.number.press('Enter');
  await expect(form.heading).toHaveText('Enter your code');
  expect((await LANDLINE.messages()).map(({ channel }) => channel)).toEqual(['voice']);
  await expect(page).toHaveTitle('Enter your code – Dialproof');
});
