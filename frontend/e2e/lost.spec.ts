import { expect, test } from './support/test.ts';

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

test.describe('UX 26: an answer that is lost on the way to the browser', () => {
  test('does not cost a second text: the page finds the code', async ({ form, phone, page }) => {
    await form.open();
    // The API gets the call and answers; the answer never arrives.
    await page.route('**/api/request-verification', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
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
    await form.open();
    await page.route('**/api/request-verification', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.route('**/api/verification', (route) => route.abort('connectionreset'), {
      times: 1,
    });
    await form.ask(phone.number);
    await expect(form.summary).toContainText('We cannot be reached right now');
    await page.locator('form button[type=submit]').click();
    await expect(form.heading).toHaveText('Enter your code');
    expect(await phone.countCalls('start')).toBe(1);
  });

  test('does not hide that the code was right', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await page.route('**/api/check-verification', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
  });
});

test('UX 26: an answer that never comes is given up, the number is kept', async ({
  form,
  phone,
  page,
}) => {
  await page.clock.install();
  await form.open();
  await page.route('**/api/request-verification', () => undefined);
  // AbortSignal.timeout() has no clock that a test could turn: it is given a short one.
  await page.evaluate(() => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = () => timeout(50);
  });
  await form.ask(phone.number);
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
