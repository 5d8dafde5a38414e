/** Keyboards that compose (IME): what stands in the field is not what was typed until the composition ends. */
import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

const fullWidth = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));

/** Composes a text character by character, and shows each part as a keyboard does; leaves it open. */
async function compose(keyboard: CDPSession, text: string): Promise<void> {
  for (let length = 1; length <= text.length; length++) {
    await keyboard.send('Input.imeSetComposition', {
      text: text.slice(0, length),
      selectionStart: length,
      selectionEnd: length,
    });
  }
}

const commit = (keyboard: CDPSession, text: string) => keyboard.send('Input.insertText', { text });

function watchChecks(page: Page): (string | null)[] {
  const checks: (string | null)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/check-verification')) checks.push(request.postData());
  });
  return checks;
}

test('UX 05, 08: a code that a keyboard composes in full-width digits is submitted once, when it ends', async ({
  form,
  phone,
  page,
  context,
}) => {
  const checks = watchChecks(page);
  await form.askFor(phone);
  const code = await phone.code();
  const keyboard = await context.newCDPSession(page);
  await form.code.focus();
  await compose(keyboard, fullWidth(code));
  await expect(form.code).toHaveValue(fullWidth(code));
  expect(checks).toEqual([]);
  await commit(keyboard, fullWidth(code));
  await form.expectVerified(phone);
  expect(checks).toEqual([JSON.stringify({ code })]);
});

test('UX 08: a code in several compositions is read as one, and nothing is cut on the way', async ({
  form,
  phone,
  page,
  context,
}) => {
  const checks = watchChecks(page);
  await form.askFor(phone);
  const code = await phone.code();
  const keyboard = await context.newCDPSession(page);
  await form.code.focus();
  for (const part of [code.slice(0, 2), code.slice(2, 4), code.slice(4)]) {
    await compose(keyboard, fullWidth(part));
    await commit(keyboard, fullWidth(part));
  }
  await form.expectVerified(phone);
  expect(checks).toEqual([JSON.stringify({ code })]);
});

test('a composition that is given up leaves what stood there', async ({
  form,
  phone,
  page,
  context,
}) => {
  const checks = watchChecks(page);
  await form.askFor(phone);
  const keyboard = await context.newCDPSession(page);
  await form.code.pressSequentially('12');
  await compose(keyboard, fullWidth('345678'));
  await compose(keyboard, '');
  await keyboard.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
  await form.code.blur();
  await expect(form.code).toHaveValue('12');
  expect(checks).toEqual([]);
});

test('UX 11: a number that a keyboard composes stays as it is composed, and is read', async ({
  form,
  phone,
  page,
  context,
}) => {
  await form.open();
  const keyboard = await context.newCDPSession(page);
  await form.number.focus();
  const number = fullWidth(phone.number.slice(2));
  await compose(keyboard, number);
  await expect(form.number).toHaveValue(number);
  await commit(keyboard, number);
  await expect(form.number).toHaveValue(number);
  await page.keyboard.press('Enter');
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
});
