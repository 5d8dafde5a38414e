import { expect, test } from './support/test.ts';

test('UX 15, 20, 25: the whole flow by keyboard, the focus where it belongs after every step', async ({
  form,
  phone,
  page,
}) => {
  const { keyboard } = page;
  await form.open();

  await keyboard.press('Tab');
  await expect(page.getByRole('combobox', { name: 'Language' })).toBeFocused();
  await keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Open the test phone' })).toBeFocused();
  await keyboard.press('Tab');
  await expect(form.country).toBeFocused();
  await keyboard.press('Tab');
  await expect(form.number).toBeFocused();
  await keyboard.press('Enter');
  await expect(form.summary).toBeFocused();
  await expect(page).toHaveTitle('Error: Verify your phone number – Dialproof');

  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(form.number).toBeFocused();
  await keyboard.type(phone.number);
  await keyboard.press('Enter');
  await expect(form.heading).toHaveText('Enter your code');
  await expect(form.heading).toBeFocused();
  await expect(page).toHaveTitle('Enter your code – Dialproof');

  await keyboard.type(await phone.wrongCode());
  await expect(form.summary).toBeFocused();
  await expect(page).toHaveTitle('Error: Enter your code – Dialproof');

  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(form.code).toBeFocused();
  await keyboard.type(await phone.code());
  await expect(form.heading).toHaveText('Your number is verified');
  await expect(form.heading).toBeFocused();
});

test('UX 20, 22: sending again by keyboard leads back to the code', async ({
  form,
  phone,
  page,
}) => {
  await form.askFor(phone);
  const again = form.button('Text me again');
  await expect(again).toBeVisible();
  await again.focus();
  await phone.breakNext({ operation: 'start', latency: 0.5 });
  await page.keyboard.press('Enter');
  await expect(form.button('Sending…')).toBeFocused();
  await expect(form.button('Sending…')).toHaveAttribute('aria-disabled', 'true');
  await expect(form.code).toBeFocused();
  await page.keyboard.type(await phone.code(2));
  await form.expectVerified(phone);
});

test('UX 20: a Cancel that takes its time keeps the focus and says that it works', async ({
  form,
  phone,
  page,
}) => {
  await form.askFor(phone);
  await phone.breakNext({ operation: 'cancel', latency: 0.5 });
  await form.button('Cancel').focus();
  await page.keyboard.press('Enter');
  await expect(form.button('Loading…')).toBeFocused();
  await expect(form.button('Loading…')).toHaveAttribute('aria-disabled', 'true');
  await expect(form.heading).toHaveText('Verify your phone number');
  await expect(form.heading).toBeFocused();
});

test('UX 29: whatever has the focus shows it', async ({ form, page }) => {
  await form.open();
  for (let stop = 0; stop < 5; stop++) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(
        document.activeElement ?? document.body,
      );
      return { outlineStyle, width: Number.parseFloat(outlineWidth) };
    });
    expect(outline.outlineStyle).toBe('solid');
    expect(outline.width).toBeGreaterThanOrEqual(3);
  }
});
