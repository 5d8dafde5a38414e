import type { Route } from '@playwright/test';
import type { Form } from './support/form.ts';
import type { Phone } from './support/sandbox.ts';
import { expect, test } from './support/test.ts';

/** The API carries the call out and answers; of the answer only the headers arrive, with the cookie. */
async function breakOff(route: Route): Promise<void> {
  await route.fetch();
  await route.abort('connectionreset');
}

/** The API carries the call out and answers; nothing of the answer arrives, the cookie neither. */
async function lose(route: Route): Promise<void> {
  const context = route.request().frame().page().context();
  const cookies = await context.cookies();
  await route.fetch();
  await context.clearCookies();
  await context.addCookies(cookies);
  await route.abort('connectionreset');
}

/** A code goes out, but neither the answer nor a look at where things stand comes through. */
async function askAndLearnNothing(form: Form, phone: Phone): Promise<void> {
  await form.open();
  await form.page.route('**/api/request-verification', breakOff);
  await form.page.route('**/api/verification', (route) => route.abort('connectionreset'), {
    times: 1,
  });
  await form.ask(phone.number);
  await expect(form.summary).toContainText('We cannot be reached right now');
}

test.describe('UX 26: offline', () => {
  test('is said at once, loses nothing, and the next press works', async ({
    form,
    phone,
    context,
  }) => {
    await form.open();
    await form.number.fill(phone.number);
    await context.setOffline(true);
    await expect(form.status).toContainText('You are offline');
    await form.page.locator('form button[type=submit]').click();
    await expect(form.number).toHaveValue(phone.number);
    expect(await phone.countCalls('start')).toBe(0);
    await context.setOffline(false);
    await expect(form.status).not.toContainText('You are offline');
    await expect(form.summary).toHaveCount(0);
    await expect(form.page).toHaveTitle('Verify your phone number – Dialproof');
    await form.page.locator('form button[type=submit]').click();
    await expect(form.heading).toHaveText('Enter your code');
    expect(await phone.countCalls('start')).toBe(1);
  });

  test('keeps the code', async ({ form, phone, context }) => {
    await form.askFor(phone);
    const code = await phone.code();
    await context.setOffline(true);
    await form.code.fill(code);
    await expect(form.status).toContainText('You are offline');
    await expect(form.code).toHaveValue(code);
    await context.setOffline(false);
    await form.button('Verify').click();
    await form.expectVerified(phone);
  });
});

test.describe('UX 26: an answer that breaks off on the way to the browser', () => {
  test('does not cost a second text: the page finds the code', async ({ form, phone, page }) => {
    await form.open();
    await page.route('**/api/request-verification', breakOff);
    await form.ask(phone.number);
    await expect(form.heading).toHaveText('Enter your code');
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
    expect(await phone.countCalls('start')).toBe(1);
  });

  test('and nothing can be learnt for a while: the next press looks before it sends', async ({
    form,
    phone,
    page,
  }) => {
    await askAndLearnNothing(form, phone);
    await page.locator('form button[type=submit]').click();
    await expect(form.heading).toHaveText('Enter your code');
    expect(await phone.countCalls('start')).toBe(1);
  });

  test('does not hide that the code was right', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await page.route('**/api/check-verification', breakOff);
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
  });

  test('and is found when the visitor comes back is not blamed on another tab', async ({
    form,
    phone,
    page,
  }) => {
    await askAndLearnNothing(form, phone);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect(form.status).toContainText('already sent a code to this number');
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
  });
});

test.describe('UX 26: an answer that is lost with its cookie', () => {
  test('costs no second text while the first code lives, says how long, and the next one works', async ({
    form,
    phone,
    page,
  }) => {
    await form.open();
    await page.route('**/api/request-verification', lose, { times: 1 });
    await form.ask(phone.number);
    await expect(form.summary).toContainText('We cannot be reached right now');
    await expect(form.number).toHaveValue(phone.number);
    await page.locator('form button[type=submit]').click();
    await expect(form.summary).toContainText(/You can get another one in \d/);
    expect(await phone.messages()).toHaveLength(1);
    await phone.expire();
    await expect(async () => {
      await page.locator('form button[type=submit]').click();
      await expect(form.heading).toHaveText('Enter your code', { timeout: 1_000 });
    }).toPass();
    await form.code.fill(await phone.code(2));
    await form.expectVerified(phone);
  });

  test('of a check used the code up: a new one takes one press', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await page.route('**/api/check-verification', lose, { times: 1 });
    await form.code.fill(await phone.code());
    await expect(form.summary).toContainText('We cannot be reached right now');
    await form.button('Verify').click();
    await expect(form.heading).toHaveText('This code has expired');
    await form.button('Send a new code').click();
    await form.code.fill(await phone.code(2));
    await form.expectVerified(phone);
  });
});

test('UX 26, 30: a language that is lost leaves English, until the network is back', async ({
  page,
  form,
  context,
}) => {
  await page.route('**/assets/de-*.js', (route) => route.abort('connectionreset'));
  await page.goto('/?lang=de');
  await expect(form.heading).toHaveText('Verify your phone number');
  await context.setOffline(true);
  await expect(form.status).toContainText('You are offline');
  await page.unrouteAll();
  await context.setOffline(false);
  await expect(form.heading).toHaveText('Telefonnummer bestätigen');
});

test('UX 26: an answer that never comes is given up, the number is kept', async ({
  form,
  phone,
  page,
}) => {
  await page.clock.install();
  await form.open();
  const asked = page.waitForRequest('**/api/request-verification');
  await page.route('**/api/request-verification', () => undefined);
  await form.ask(phone.number);
  await asked;
  await page.clock.runFor(30_000);
  await expect(form.summary).toContainText('No answer came in time');
  await expect(form.number).toHaveValue(phone.number);
});

test('UX 26: two presses at once ask for one code', async ({ form, phone, page }) => {
  await form.open();
  await form.number.fill(phone.number);
  await page.locator('form button[type=submit]').dblclick();
  await expect(form.heading).toHaveText('Enter your code');
  expect(await phone.countCalls('start')).toBe(1);
});
