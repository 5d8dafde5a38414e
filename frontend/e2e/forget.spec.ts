/** A device that others use: what was verified need not stay there. */
import type { Page } from '@playwright/test';
import { Form } from './support/form.ts';
import { expect, test } from './support/test.ts';

/** All that a page shows and a browser keeps for it, but for what is sealed. */
async function remembered(page: Page): Promise<string> {
  const kept = await page.evaluate(() => [
    JSON.stringify(localStorage),
    JSON.stringify(sessionStorage),
    JSON.stringify(history.state),
    location.href,
    document.title,
  ]);
  return [await page.content(), ...kept].join('\n');
}

test('leaves nothing of the number in page or browser, and begins anew', async ({
  form,
  phone,
  page,
}) => {
  await form.askFor(phone);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  const ofNumber = new RegExp(phone.number.slice(2).split('').join('\\D*'));
  expect(await remembered(page)).toMatch(ofNumber);
  await form.button('Remove my number').click();
  await expect(form.heading).toHaveText('Verify your phone number');
  await expect(form.heading).toBeFocused();
  await expect(form.status).toHaveText('Your number has been removed from this browser.');
  await expect(form.number).toHaveValue('');
  expect(await remembered(page)).not.toMatch(ofNumber);
  for (const move of ['reload', 'goBack', 'goForward'] as const) {
    await page[move]();
    await expect(form.heading).toHaveText('Verify your phone number');
    await expect(form.number).toHaveValue('');
    expect(await remembered(page)).not.toMatch(ofNumber);
  }
});

test('is followed by the other tabs', async ({ form, phone, context }) => {
  await form.askFor(phone);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  const second = new Form(await context.newPage());
  await second.page.goto('/');
  await second.button('Remove my number').click();
  await expect(second.number).toBeVisible();
  await form.page.bringToFront();
  await expect(form.status).toHaveText('Your number has been removed from this browser.');
  await expect(form.number).toHaveValue('');
});

test('says so where the server cannot be reached, and works once it can', async ({
  form,
  phone,
  context,
}) => {
  await form.askFor(phone);
  await form.code.fill(await phone.code());
  await context.setOffline(true);
  await form.button('Remove my number').click();
  await expect(form.status).toContainText('You are offline');
  await form.expectVerified(phone);
  await context.setOffline(false);
  await form.button('Remove my number').click();
  await expect(form.number).toHaveValue('');
});
