/** Every state that the form can be in, and how a visitor gets there against the real API. */
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { blockCookies } from './cookies.ts';
import type { Form } from './form.ts';
import { LANDLINE, type Phone } from './sandbox.ts';
import { SENDS_PER_ADDRESS } from './stack.ts';

interface Tools {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly form: Form;
  readonly phone: Phone;
  readonly newPhone: () => Phone;
  readonly formWithoutApi: () => Promise<string>;
}

interface State {
  readonly name: string;
  readonly reach: (tools: Tools) => Promise<void>;
}

// An answer this late is not excused by the press before it when layout shifts are added up.
const LATE = 0.7;

const RESERVED = {
  inProgress: '+14155550188',
  throttled: '+14155550183',
  lowBalance: '+14155550182',
  premium: '+19005550100',
  refusedCountry: '+46701740605',
  notValid: '+12005550100',
};

async function expectProblem({ form }: Tools, words: RegExp): Promise<void> {
  await expect(form.summary).toContainText(words);
  await expect(form.summary).toBeFocused();
}

function refused(name: string, number: string, words: RegExp): State {
  return {
    name,
    async reach(tools) {
      await tools.form.open();
      await tools.form.ask(number);
      await expectProblem(tools, words);
    },
  };
}

function refusedLate(name: string, status: number, words: RegExp): State {
  return {
    name,
    async reach(tools) {
      await tools.phone.breakNext({ operation: 'start', latency: LATE, status });
      await tools.form.open();
      await tools.form.ask(tools.phone.number);
      await expectProblem(tools, words);
    },
  };
}

/** Asks for a code behind the form's back. */
async function askAlone(page: Page, { number }: Phone): Promise<void> {
  await page.evaluate(async (phoneNumber) => {
    await fetch('/api/request-verification', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ phoneNumber }),
    });
  }, number);
}

async function enterWrongCodes({ form, phone }: Tools, count: number): Promise<void> {
  for (let wrong = 1; wrong <= count; wrong++) {
    if (wrong === count) await phone.breakNext({ operation: 'check', latency: LATE });
    await form.code.fill(await phone.wrongCode(wrong));
    if (wrong < 3) {
      const left = 3 - wrong;
      await expect(form.summary).toContainText(`${left} ${left === 1 ? 'try' : 'tries'} left`);
    }
  }
}

export const STATES: readonly State[] = [
  {
    name: 'loading',
    async reach({ page }) {
      // An answer that takes its time.
      await page.route('**/api/verification', () => undefined);
      await page.goto('/', { waitUntil: 'commit' });
      await expect(page.getByRole('heading', { name: 'Loading…' })).toBeVisible();
    },
  },
  { name: 'first visit', reach: ({ form }) => form.open() },
  {
    name: 'sending',
    async reach({ form, phone }) {
      await phone.breakNext({ operation: 'start', latency: 6 });
      await form.open();
      await form.ask(phone.number);
      await expect(form.button('Sending…')).toHaveAttribute('aria-disabled', 'true');
    },
  },
  {
    name: 'slow',
    async reach({ form, phone, page }) {
      await phone.breakNext({ operation: 'start', latency: 6 });
      await page.clock.install();
      await form.open();
      await form.ask(phone.number);
      await expect(form.button('Sending…')).toBeVisible();
      await page.clock.runFor(5_000);
      await expect(form.status).toContainText('longer than usual');
    },
  },
  {
    name: 'code asked for',
    async reach({ form, phone }) {
      await phone.breakNext({ operation: 'start', latency: LATE });
      await form.askFor(phone);
    },
  },
  {
    name: 'wrong code',
    async reach(tools) {
      await tools.form.askFor(tools.phone);
      await enterWrongCodes(tools, 1);
      await expect(tools.form.summary).toBeFocused();
    },
  },
  {
    name: 'third wrong code',
    async reach(tools) {
      await tools.form.askFor(tools.phone);
      await enterWrongCodes(tools, 3);
      await expect(tools.form.heading).toHaveText('Too many wrong codes');
      await expect(tools.form.button('Send a new code')).toBeVisible();
      await expect(tools.form.button('Call me instead')).toBeVisible();
    },
  },
  {
    name: 'code too short',
    async reach(tools) {
      await tools.form.askFor(tools.phone);
      await tools.form.code.fill('1234');
      await tools.form.button('Verify').click();
      await expectProblem(tools, /6 digits: 2 are missing/);
    },
  },
  {
    name: 'no code entered',
    async reach(tools) {
      await tools.form.askFor(tools.phone);
      await tools.form.button('Verify').click();
      await expectProblem(tools, /Enter the code/);
    },
  },
  {
    name: 'code expired',
    async reach({ form, phone }) {
      await form.askFor(phone);
      const code = await phone.code();
      await phone.expire();
      await form.code.fill(code);
      await expect(form.heading).toHaveText('This code has expired');
      await expect(form.button('Send a new code')).toBeVisible();
    },
  },
  {
    name: 'asked too soon',
    async reach(tools) {
      const { page, context, form, phone } = tools;
      await form.open();
      await form.number.fill(phone.number);
      // The wait is short here: nothing that takes its time may come between the two.
      await askAlone(page, phone);
      await context.clearCookies();
      await page.locator('form button[type=submit]').click();
      await expectProblem(tools, /A code was sent a moment ago. You can get another one in \d/);
    },
  },
  {
    name: 'asked too often',
    async reach(tools) {
      const { page, form, newPhone } = tools;
      await form.open();
      for (let sends = 0; sends < SENDS_PER_ADDRESS; sends++) {
        await askAlone(page, newPhone());
      }
      await tools.context.clearCookies();
      await form.ask(newPhone().number);
      await expectProblem(tools, /Too many attempts for now. You can try again in \d+ minutes/);
    },
  },
  refused('a code is on its way', RESERVED.inProgress, /already on its way to this number/),
  refused('no number entered', '', /Enter your phone number/),
  refused('number too short', '+1415', /too short/),
  refused('number not valid', RESERVED.notValid, /not a phone number we know/),
  refused('number without texts', LANDLINE.number, /cannot get texts.*let us call you/),
  refused('country not served', RESERVED.refusedCountry, /do not send codes to this country/),
  {
    name: 'number of a refused kind',
    async reach(tools) {
      await tools.form.open();
      await tools.form.ask(RESERVED.premium);
      await tools.form.button('Call me with a code').click();
      await expectProblem(tools, /cannot get our codes/);
    },
  },
  refusedLate('number blocked', 403, /cannot send codes to this number.*contact Dialproof/),
  refused('provider busy', RESERVED.throttled, /cannot send or check codes right now/),
  refused('our fault', RESERVED.lowBalance, /on our side, not yours/),
  {
    name: 'offline',
    async reach({ context, form, phone }) {
      await form.open();
      await form.number.fill(phone.number);
      await context.setOffline(true);
      await expect(form.status).toContainText('You are offline');
    },
  },
  {
    name: 'API down at the start',
    async reach(tools) {
      await tools.page.goto(await tools.formWithoutApi());
      await expectProblem(tools, /cannot be reached/);
      await expect(tools.form.button('Try again')).toBeVisible();
    },
  },
  {
    name: 'code sent again',
    async reach({ form, phone }) {
      await form.askFor(phone);
      await form.button('Text me again').click();
      await expect(form.status).toContainText('A new text is on its way');
      await phone.code(2);
    },
  },
  {
    name: 'called instead',
    async reach({ form, phone }) {
      await form.askFor(phone);
      await form.button('Call me instead').click();
      await expect(form.status).toContainText('We are calling you again');
      await phone.code(2);
      expect((await phone.messages())[0]?.channel).toBe('voice');
    },
  },
  {
    name: 'cancelled',
    async reach({ form, phone }) {
      await form.askFor(phone);
      await form.button('Cancel').click();
      await expect(form.status).toContainText('Cancelled');
      await expect(form.number).toHaveValue(phone.number);
    },
  },
  {
    name: 'cookies blocked',
    async reach(tools) {
      await blockCookies(tools.context);
      await tools.form.open();
      await tools.form.ask(tools.phone.number);
      await expectProblem(tools, /browser blocks cookies/);
    },
  },
  {
    name: 'number removed',
    async reach({ form, phone }) {
      await form.askFor(phone);
      await form.code.fill(await phone.code());
      await form.button('Remove my number').click();
      await expect(form.status).toContainText('has been removed');
    },
  },
  {
    name: 'number not removed',
    async reach(tools) {
      const { form, phone, page } = tools;
      await form.askFor(phone);
      await form.code.fill(await phone.code());
      await page.route('**/api/cancel-verification', (route) => route.abort());
      await form.button('Remove my number').click();
      await expectProblem(tools, /cannot be reached/);
    },
  },
  {
    name: 'verified',
    async reach({ form, phone }) {
      await form.askFor(phone);
      await form.code.fill(await phone.code());
      await form.expectVerified(phone);
    },
  },
];
