import type { Locator } from '@playwright/test';
import { expect, test } from './support/test.ts';

/** Eight ways in which the same code reaches a page. */
const FORMATS: Readonly<Record<string, (code: string) => string>> = {
  plain: (code) => code,
  'with a space': (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
  'with a hyphen': (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
  'in a sentence': (code) => `Your code is ${code}`,
  'as a line of WebOTP': (code) => `@verify.example #${code}`,
  'in Arabic-Indic digits': (code) => inScript(code, '٠'),
  'in Persian digits': (code) => inScript(code, '۰'),
  'in full-width digits': (code) => inScript(code, '０'),
};

/** Three ways in which a page gets it. */
const WAYS = {
  typed: (field: Locator, text: string) => field.pressSequentially(text),
  async pasted(field: Locator, text: string) {
    await field.page().evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await field.press('ControlOrMeta+v');
  },
  /** As browsers and password managers do: the value at once, then the events. */
  async 'filled in'(field: Locator, text: string) {
    await field.evaluate((input, filled) => {
      // Past the setter that React puts on the element itself.
      Reflect.set(HTMLInputElement.prototype, 'value', filled, input);
      const inputType = 'insertReplacementText';
      input.dispatchEvent(new InputEvent('input', { bubbles: true, inputType }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, text);
  },
};

function inScript(code: string, zero: string): string {
  const first = zero.charCodeAt(0);
  return code.replace(/\d/g, (digit) => String.fromCharCode(first + Number(digit)));
}

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

for (const [way, enter] of Object.entries(WAYS)) {
  for (const [format, write] of Object.entries(FORMATS)) {
    test(`UX 03, 04, 05: a code ${way} ${format} is read and submitted once`, async ({
      form,
      phone,
      page,
    }) => {
      const checks: (string | null)[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/check-verification')) checks.push(request.postData());
      });
      await form.askFor(phone);
      const code = await phone.code();
      await form.code.focus();
      await enter(form.code, write(code));
      await form.expectVerified(phone);
      expect(checks).toEqual([JSON.stringify({ code })]);
    });
  }
}

test('UX 04: a code pasted over a wrong one takes its place', async ({ form, phone }) => {
  await form.askFor(phone);
  await form.code.pressSequentially(await phone.wrongCode());
  await expect(form.summary).toBeFocused();
  await form.summary.getByRole('link').click();
  await WAYS.pasted(form.code, `Your code is ${await phone.code()}`);
  await form.expectVerified(phone);
});

test('UX 16: after a wrong code the next one can simply be typed', async ({ form, phone }) => {
  await form.askFor(phone);
  const wrong = await phone.wrongCode();
  await form.code.pressSequentially(wrong);
  await expect(form.summary).toContainText('This code is not right');
  await expect(form.code).toHaveValue(wrong);
  await form.summary.getByRole('link').click();
  await form.page.keyboard.type(await phone.code());
  await form.expectVerified(phone);
});

test('UX 01, 06, 07: the field is one, visible, large enough not to be zoomed, with tabular digits', async ({
  form,
  phone,
}) => {
  await form.askFor(phone);
  await expect(form.page.locator('main input')).toHaveCount(1);
  await expect(form.code).toBeVisible();
  await expect(form.code).toHaveAccessibleName('6-digit code');
  const style = await form.code.evaluate((field) => {
    const { fontSize, fontVariantNumeric, opacity, direction } = getComputedStyle(field);
    return { fontSize: Number.parseFloat(fontSize), fontVariantNumeric, opacity, direction };
  });
  expect(style.fontSize).toBeGreaterThanOrEqual(16);
  expect(style).toMatchObject({
    fontVariantNumeric: 'tabular-nums',
    opacity: '1',
    direction: 'ltr',
  });
});

test('UX 06: no field is small enough for a phone to zoom in on', async ({ form }) => {
  await form.open();
  const sizes = await form.page
    .locator('input, select')
    .evaluateAll((fields) =>
      fields.map((field) => Number.parseFloat(getComputedStyle(field).fontSize)),
    );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
});

test('UX 22: after a third wrong code the page points to a call, and the call brings a code that works', async ({
  form,
  phone,
  page,
}) => {
  // More tries than the sandbox grants: there the third is the last.
  let attemptsLeft = 5;
  await page.route('**/api/check-verification', (route) =>
    route.fulfill({ status: 400, json: { code: 'incorrect_code', attemptsLeft: --attemptsLeft } }),
  );
  await form.askFor(phone);
  const hint = 'Or get a new code another way, below.';
  for (const wrong of [1, 2, 3]) {
    await expect(form.summary.getByText(hint)).toHaveCount(0);
    await form.code.fill(await phone.wrongCode(wrong));
    await expect(form.summary).toContainText(`you have ${5 - wrong} tries left`);
  }
  await expect(form.summary).toContainText(hint);
  await page.unroute('**/api/check-verification');
  await form.button('Call me instead').click();
  await expect(form.status).toContainText('We are calling you again');
  const code = await phone.code(2);
  expect((await phone.messages())[0]?.channel).toBe('voice');
  await form.code.fill(code);
  await form.expectVerified(phone);
});
