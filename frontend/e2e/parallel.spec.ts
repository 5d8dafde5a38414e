/** Two visitors at the same time, on two numbers whose provider fails in different ways. */
import type { BrowserContext } from '@playwright/test';
import { Form } from './support/form.ts';
import type { Fault, Phone } from './support/sandbox.ts';
import { SANDBOX_URL } from './support/stack.ts';
import { expect, test as base } from './support/test.ts';
import {
  BUSY,
  codeProblem,
  expectWords,
  EXPIRED,
  NO_ANSWER,
  OUR_FAULT,
  phoneProblem,
  SENT,
  t,
  VERIFIED,
} from './support/words.ts';

/** A call that the provider got for a number; `status` is null where the connection was dropped. */
interface Call {
  readonly operation: string;
  readonly status: number | null;
  readonly fault: string | null;
}

interface Story {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** What happens from the press that asks for a code on. */
  readonly plays: (form: Form, phone: Phone) => Promise<void>;
  /** Every call that this takes, oldest first. */
  readonly calls: readonly Call[];
}

const call = (operation: string, status: number | null, fault: string | null = null): Call => ({
  operation,
  status,
  fault,
});

const press = (form: Form) => form.button(t('send_sms')).click();

async function enterCode(form: Form, phone: Phone): Promise<void> {
  await form.code.fill(await phone.code());
}

const throttled: Story = {
  name: 'asking is throttled',
  faults: [{ operation: 'start', status: 429 }],
  async plays(form, phone) {
    await press(form);
    await expectWords(form, phoneProblem(BUSY));
    await press(form);
    await expectWords(form, SENT);
    await enterCode(form, phone);
    await expectWords(form, VERIFIED);
  },
  calls: [call('start', 429, 'status 429'), call('start', 202), call('check', 200)],
};

const lowBalance: Story = {
  name: 'the balance is low for two calls',
  faults: [{ operation: 'start', status: 402, times: 2 }],
  async plays(form) {
    await press(form);
    await expectWords(form, phoneProblem(OUR_FAULT));
    await press(form);
    await expectWords(form, phoneProblem(OUR_FAULT));
    await press(form);
    await expectWords(form, SENT);
  },
  calls: [call('start', 402, 'status 402'), call('start', 402, 'status 402'), call('start', 202)],
};

const slow: Story = {
  name: 'every answer is slow',
  faults: [
    { operation: 'start', latency: 1.5 },
    { operation: 'check', latency: 1.5 },
  ],
  async plays(form, phone) {
    await press(form);
    await expectWords(form, SENT);
    await enterCode(form, phone);
    await expectWords(form, VERIFIED);
  },
  calls: [call('start', 202, '1.5 s late'), call('check', 200, '1.5 s late')],
};

const lostAnswer: Story = {
  name: 'the answer is lost',
  faults: [{ operation: 'start', drop: 'after' }],
  async plays(form, phone) {
    await press(form);
    await expectWords(form, phoneProblem(NO_ANSWER));
    await phone.code();
  },
  calls: [call('start', null, 'dropped after')],
};

const checkFails: Story = {
  name: 'checking fails once',
  faults: [{ operation: 'check', status: 500 }],
  async plays(form, phone) {
    await press(form);
    await expectWords(form, SENT);
    await enterCode(form, phone);
    await expectWords(form, codeProblem(OUR_FAULT));
    await form.button(t('verify')).click();
    await expectWords(form, VERIFIED);
  },
  calls: [call('start', 202), call('check', 500, 'status 500'), call('check', 200)],
};

const over: Story = {
  name: 'the code is over',
  faults: [{ operation: 'check', status: 404 }],
  async plays(form, phone) {
    await press(form);
    await expectWords(form, SENT);
    await enterCode(form, phone);
    await expectWords(form, EXPIRED);
  },
  calls: [call('start', 202), call('check', 404, 'status 404')],
};

// The same call in two ways, different calls, and slow ones beside quick ones.
const PAIRS = [
  [throttled, lowBalance],
  [checkFails, over],
  [lostAnswer, checkFails],
  [slow, throttled],
] as const;

interface Fixtures {
  /** Opens the form for one more visitor, with the number filled in. */
  readonly arrive: (phone: Phone) => Promise<Form>;
}

const test = base.extend<Fixtures>({
  arrive: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ number }) => {
      const context = await browser.newContext();
      contexts.push(context);
      const form = new Form(await context.newPage());
      await form.open();
      await form.number.fill(number);
      return form;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

async function callsOf({ number }: Phone): Promise<Call[]> {
  const query = new URLSearchParams({ to: number }).toString();
  const answer = await fetch(`${SANDBOX_URL}/control/calls?${query}`);
  const { calls } = (await answer.json()) as { calls: Call[] };
  return calls.map(({ operation, status, fault }) => call(operation, status, fault)).reverse();
}

for (const pair of PAIRS) {
  const names = pair.map(({ name }) => name).join(', for the other ');
  test(`for one visitor ${names}, and neither disturbs the other`, async ({ arrive, newPhone }) => {
    const visitors = await Promise.all(
      pair.map(async (story) => {
        const phone = newPhone();
        for (const fault of story.faults) await phone.breakNext(fault);
        return { story, phone, form: await arrive(phone) };
      }),
    );
    await Promise.all(visitors.map(({ story, form, phone }) => story.plays(form, phone)));
    for (const { story, phone } of visitors) expect(await callsOf(phone)).toEqual(story.calls);
  });
}

test('resetting one number leaves the failures of the other', async ({ arrive, newPhone }) => {
  const [freed, kept] = [newPhone(), newPhone()];
  for (const phone of [freed, kept]) await phone.breakNext({ operation: 'start', status: 402 });
  const [one, other] = await Promise.all([arrive(freed), arrive(kept)]);
  await freed.reset();
  await Promise.all([press(one), press(other)]);
  await expectWords(one, SENT);
  await expectWords(other, phoneProblem(OUR_FAULT));
});
