import { expect, test } from './support/test.ts';

test('UX 32: a visitor gets a code, enters it and is verified', async ({ form, phone }) => {
  await form.open();
  await expect(form.page.getByRole('banner').getByText('Dialproof', { exact: true })).toBeVisible();
  await form.askFor(phone);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
});
