/** What the form says to each failure that can be chosen in the sandbox's controls. */
import type { Form } from './support/form.ts';
import { expect, test, type Failure, type Operation } from './support/sandbox-page.ts';
import type { Phone } from './support/sandbox.ts';
import {
  BUSY,
  codeProblem as code,
  expectWords,
  EXPIRED,
  NO_ANSWER,
  OUR_FAULT,
  phoneProblem as phone,
  quoted,
  RESENT,
  SENT,
  SOON,
  t,
  TOO_MANY,
  VERIFIED,
  type Words,
} from './support/words.ts';

interface Row extends Omit<Failure, 'of'> {
  readonly says: Words;
  /** What the same press brings once the failure is over. */
  readonly then?: Words;
}

const UNDER_WAY = (when: string) => t('verification_in_progress', { when });

const SLOW = 'Only slow (see Delay)';
const LONGER_THAN_THE_API_WAITS = 12;
const NO_OBJECT = ['Empty body', 'JSON cut short', 'A web page'];
const NO_SENSE = ['Fields of the wrong type', "Another service's JSON"];
const TOO_LARGE = '8 MB of JSON';

const ASK: readonly Row[] = [
  { what: '401 Wrong credentials', says: phone(OUR_FAULT), then: SENT },
  { what: '402 Low balance', says: phone(OUR_FAULT), then: SENT },
  { what: '409 Conflict', says: phone(UNDER_WAY('in 5 minutes')), then: SENT },
  { what: '412 Silent authentication failed', says: phone(OUR_FAULT) },
  { what: '422 Invalid parameters', says: phone(t('invalid_phone_number')), then: SENT },
  { what: '429 Throttled', says: phone(BUSY), then: SENT },
  { what: '500 Internal error', says: phone(OUR_FAULT) },
  { what: '503 from a gateway', says: phone(BUSY), then: SENT },
  { what: SLOW, delay: 1, says: SENT },
  { what: SLOW, delay: LONGER_THAN_THE_API_WAITS, says: phone(NO_ANSWER) },
  ...[...NO_OBJECT, ...NO_SENSE, TOO_LARGE].map((what) => ({ what, says: phone(OUR_FAULT) })),
  { what: 'Closed before it is processed', says: phone(NO_ANSWER) },
  { what: 'Processed, then closed', says: phone(NO_ANSWER) },
  { what: 'Closed in mid-answer', says: phone(NO_ANSWER) },
];

const CHECK: readonly Row[] = [
  { what: '400 Wrong code', says: code(t('incorrect_code', { count: 2 })), then: VERIFIED },
  { what: '401 Wrong credentials', says: code(OUR_FAULT), then: VERIFIED },
  { what: '402 Low balance', says: code(OUR_FAULT), then: VERIFIED },
  { what: '404 Not found, or over', says: EXPIRED },
  { what: '409 Conflict', says: code(OUR_FAULT), then: VERIFIED },
  { what: '410 Too many wrong codes', says: TOO_MANY },
  { what: '429 Throttled', says: code(BUSY), then: VERIFIED },
  { what: '500 Internal error', says: code(OUR_FAULT), then: VERIFIED },
  { what: '503 from a gateway', says: code(BUSY), then: VERIFIED },
  { what: SLOW, delay: 1, says: VERIFIED },
  { what: SLOW, delay: LONGER_THAN_THE_API_WAITS, says: code(NO_ANSWER) },
  // The code was right, which ended the verification, but nobody can know.
  ...[...NO_OBJECT, ...NO_SENSE, TOO_LARGE].map((what) => ({
    what,
    says: code(OUR_FAULT),
    then: EXPIRED,
  })),
  // The API asks once more when the connection breaks.
  { what: 'Closed before it is processed', says: VERIFIED },
  { what: 'Closed before it is processed', times: 2, says: code(NO_ANSWER), then: VERIFIED },
  { what: 'Processed, then closed', says: EXPIRED },
  { what: 'Closed in mid-answer', says: EXPIRED },
];

const CANCEL: readonly Row[] = [
  { what: '401 Wrong credentials', says: code(OUR_FAULT), then: RESENT },
  { what: '402 Low balance', says: code(OUR_FAULT), then: RESENT },
  { what: '404 Not found, or over', says: code(UNDER_WAY(SOON)) },
  { what: '500 Internal error', says: code(BUSY), then: RESENT },
  { what: '503 from a gateway', says: code(BUSY), then: RESENT },
  { what: SLOW, delay: 1, says: RESENT },
  // Nothing is read from the answer but its status.
  ...[...NO_OBJECT, ...NO_SENSE].map((what) => ({ what, says: RESENT })),
  { what: TOO_LARGE, says: code(BUSY), then: RESENT },
  { what: 'Closed before it is processed', says: code(BUSY), then: RESENT },
  { what: 'Processed, then closed', says: code(BUSY), then: RESENT },
  { what: 'Closed in mid-answer', says: RESENT },
];

interface Journey {
  readonly of: Operation;
  readonly rows: readonly Row[];
  readonly begin: (form: Form, phone: Phone) => Promise<void>;
  readonly press: (form: Form, phone: Phone) => Promise<void>;
}

/** Enters a code, which submits it; the second time by a press. */
async function enter(form: Form, digits: string): Promise<void> {
  if ((await form.code.inputValue()) === digits) await form.button(t('verify')).click();
  else await form.code.fill(digits);
}

const JOURNEYS: readonly Journey[] = [
  {
    of: 'Ask for a code',
    rows: ASK,
    async begin(form, { number }) {
      await form.open();
      await form.number.fill(number);
    },
    press: (form) => form.button(t('send_sms')).click(),
  },
  {
    of: 'Check a code',
    rows: CHECK,
    begin: (form, phone) => form.askFor(phone),
    press: async (form, phone) => enter(form, await phone.code()),
  },
  {
    of: 'Cancel',
    rows: CANCEL,
    begin: (form, phone) => form.askFor(phone),
    press: (form) => form.button(t('again_sms')).click(),
  },
];

const described = ({ what, times, delay }: Row) =>
  [what, ...(times ? [`${times} times`] : []), ...(delay ? [`${delay} s`] : [])].join(', ');

for (const { of, rows, begin, press } of JOURNEYS) {
  for (const { says, then, ...failure } of rows) {
    const cause = described({ says, ...failure });
    test(`${of}, "${cause}": "${quoted(says)}"`, async ({ panel, form, phone }) => {
      await panel.fail(phone, { of, ...failure });
      await begin(form, phone);
      await press(form, phone);
      await expectWords(form, says);
      await expect(panel.failures(phone)).toHaveCount(0);
      if (!then) return;
      await press(form, phone);
      await expectWords(form, then);
    });
  }

  test(`every failure of "${of}" that is offered is tried here`, async ({ panel }) => {
    const tried = new Set(rows.map(({ what }) => what));
    expect(new Set(await panel.offered(of))).toEqual(tried);
  });
}

test('a failure of the next channel never shows: the form asks for a new code instead', async ({
  panel,
  form,
  phone,
}) => {
  await panel.fail(phone, { of: 'Next channel', what: '500 Internal error' });
  await form.askFor(phone);
  await form.button(t('instead_voice')).click();
  await expectWords(form, { heading: t('codeHeading'), text: t('resent_voice') });
  await form.code.fill(await phone.code(2));
  await expectWords(form, VERIFIED);
  await expect(panel.failures(phone)).toHaveCount(1);
});

test('a failure of any call happens as often as it was asked for', async ({
  panel,
  form,
  phone,
}) => {
  await panel.fail(phone, { of: 'Any call', what: '503 from a gateway', times: 2 });
  await form.open();
  await form.ask(phone.number);
  await expectWords(form, { heading: t('phoneHeading'), problem: BUSY });
  await expect(panel.failures(phone)).toContainText('once');
  await form.button(t('send_sms')).click();
  await expect(panel.failures(phone)).toHaveCount(0);
  await expectWords(form, { heading: t('phoneHeading'), problem: BUSY });
  await form.button(t('send_sms')).click();
  await expectWords(form, SENT);
});

test('a failure that is taken back does not happen', async ({ panel, form, phone }) => {
  await panel.fail(phone, { of: 'Ask for a code', what: '402 Low balance' });
  await panel.failures(phone).getByRole('button').click();
  await expect(panel.failures(phone)).toHaveCount(0);
  await form.askFor(phone);
});
