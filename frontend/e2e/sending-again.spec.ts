import { expect, test } from './support/test.ts';

test('UX 21, 22: sending again appears when the server allows it, and the new code works', async ({
  form,
  phone,
}) => {
  await form.askFor(phone);
  await expect(form.page.getByText(/You can get another one in 0:0\d/)).toBeVisible();
  await expect(form.button('Text me again')).toBeHidden();
  await form.button('Text me again').click();
  await expect(form.status).toContainText('A new text is on its way');
  await form.code.fill(await phone.code(2));
  await form.expectVerified(phone);
});

test('UX 22: a call instead of a text', async ({ form, phone }) => {
  await form.askFor(phone);
  await form.button('Call me instead').click();
  await expect(form.status).toContainText('We are calling you again');
  await form.code.fill(await phone.code(2));
  await form.expectVerified(phone);
  expect((await phone.messages()).map(({ channel }) => channel)).toEqual(['voice', 'sms']);
});

test('UX 23: a code that ran out is replaced in one press', async ({ form, phone }) => {
  await form.askFor(phone);
  const old = await phone.code();
  await phone.expire();
  await form.code.fill(old);
  await expect(form.heading).toHaveText('This code has expired');
  await expect(form.heading).toBeFocused();
  await form.button('Send a new code').click();
  await expect(form.heading).toHaveText('Enter your code');
  await form.code.fill(await phone.code(2));
  await form.expectVerified(phone);
});

test('UX 22: after too many wrong codes the other channel is offered and works', async ({
  form,
  phone,
}) => {
  await form.askFor(phone);
  for (const different of [1, 2, 3]) await enterWrong(different);
  await expect(form.heading).toHaveText('Too many wrong codes');
  await form.button('Call me instead').click();
  await expect(form.heading).toHaveText('Enter your code');
  await form.code.fill(await phone.code(2));
  await form.expectVerified(phone);

  async function enterWrong(different: number) {
    const checked = form.page.waitForResponse('**/api/check-verification');
    await form.code.fill(await phone.wrongCode(different));
    await checked;
    await expect(form.button('Checking…')).toBeHidden();
  }
});

test('UX 21: the page’s clock may be wrong: the server’s seconds count', async ({
  form,
  phone,
  page,
}) => {
  await page.clock.install({ time: new Date('2001-01-01') });
  await form.askFor(phone);
  await expect(page.getByText(/Expires in [45]:\d\d/)).toBeVisible();
});
