import { Form } from './support/form.ts';
import { readable } from './support/sandbox-page.ts';
import { expect, test } from './support/test.ts';

test.describe('UX 24: reload', () => {
  test('in the first step', async ({ form, page }) => {
    await form.open();
    await page.reload();
    await expect(form.heading).toHaveText('Verify your phone number');
  });

  test('in the second step, and the code still works', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await page.reload();
    await expect(form.heading).toHaveText('Enter your code');
    await expect(page.locator('main')).toContainText(readable(phone));
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
  });

  test('at the end', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
    await page.reload();
    await form.expectVerified(phone);
  });

  test('after a code ended', async ({ form, phone, page }) => {
    await form.askFor(phone);
    const code = await phone.code();
    await phone.expire();
    await form.code.fill(code);
    await expect(form.heading).toHaveText('This code has expired');
    await page.reload();
    await expect(form.heading).toHaveText('This code has expired');
  });
});

test.describe('UX 24: Back and Forward', () => {
  test('Back leads to the number, Forward to the code', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await page.goBack();
    await expect(form.heading).toHaveText('Verify your phone number');
    await expect(form.number).toHaveValue(phone.number);
    await page.goForward();
    await expect(form.heading).toHaveText('Enter your code');
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
  });

  test('Back does not undo a verification', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
    await page.goBack();
    await form.expectVerified(phone);
  });

  test('a code that was cancelled is not offered again by Forward', async ({
    form,
    phone,
    page,
  }) => {
    await form.askFor(phone);
    await form.button('Cancel').click();
    await expect(form.status).toContainText('Cancelled');
    await page.goForward();
    await expect(form.heading).toHaveText('Verify your phone number');
  });

  test('away and back again', async ({ form, phone, page }) => {
    await form.askFor(phone);
    await page.goto('/favicon.svg');
    await page.goBack();
    await expect(form.heading).toHaveText('Enter your code');
  });
});

test.describe('UX 24: a second tab', () => {
  test('begins where the first one stands, and both end together', async ({
    form,
    phone,
    context,
  }) => {
    await form.askFor(phone);
    const second = new Form(await context.newPage());
    await second.page.goto('/');
    await expect(second.heading).toHaveText('Enter your code');
    await second.code.fill(await phone.code());
    await second.expectVerified(phone);
    await form.expectVerified(phone);
  });

  test('that cancels leaves a plain word in the first one', async ({ form, phone, context }) => {
    await form.askFor(phone);
    const second = new Form(await context.newPage());
    await second.page.goto('/');
    await second.button('Cancel').click();
    await expect(form.status).toContainText('Something changed in another tab');
    await expect(form.number).toHaveValue(phone.number);
  });

  test('that asks for another number takes the first one along, and says so', async ({
    form,
    phone,
    newPhone,
    context,
  }) => {
    await form.askFor(phone);
    const other = newPhone();
    const second = new Form(await context.newPage());
    await second.page.goto('/');
    await second.button('Change number').click();
    await second.ask(other.number);
    await expect(form.status).toContainText('Something changed in another tab');
    await form.code.fill(await other.code());
    await form.expectVerified(other);
  });
});

test.describe('UX 24: another number after a verified one', () => {
  test('is typed in peace while the server still tells of the first', async ({
    form,
    phone,
    newPhone,
    page,
  }) => {
    await form.askFor(phone);
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
    await form.button('Verify another number').click();
    const other = newPhone();
    await form.number.fill(other.number);
    const looked = page.waitForResponse('**/api/verification');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await looked;
    await expect(form.number).toHaveValue(other.number);
    await form.ask(other.number);
    await form.code.fill(await other.code());
    await form.expectVerified(other);
  });
});

test.describe('UX 23: changing the number', () => {
  test('keeps what was typed, and the code can be entered after all', async ({ form, phone }) => {
    await form.askFor(phone);
    await form.button('Change number').click();
    await expect(form.number).toHaveValue(phone.number);
    await form.button('Enter the code we already sent').click();
    await form.code.fill(await phone.code());
    await form.expectVerified(phone);
    expect(await phone.countCalls('start')).toBe(1);
  });

  test('to the same one does not send a second text', async ({ form, phone }) => {
    await form.askFor(phone);
    await form.button('Change number').click();
    await form.ask(phone.number);
    await expect(form.status).toContainText('already sent a code to this number');
    expect(await phone.countCalls('start')).toBe(1);
  });

  test('to another one sends there', async ({ form, phone, newPhone }) => {
    await form.askFor(phone);
    const other = newPhone();
    await form.button('Change number').click();
    await form.ask(other.number);
    await expect(form.heading).toHaveText('Enter your code');
    await form.code.fill(await other.code());
    await form.expectVerified(other);
  });
});
