/** What the form says when codes are chosen, messages go astray and verifications end in the sandbox's controls. */
import { expect, test } from './support/sandbox-page.ts';
import type { Phone } from './support/sandbox.ts';
import { SANDBOX_URL } from './support/stack.ts';
import { expectWords, EXPIRED, quoted, RESENT, SENT, t, VERIFIED } from './support/words.ts';

test('the next code is the one that was fixed', async ({ panel, form, phone }) => {
  await panel.fixNextCode(phone, '135790');
  await form.askFor(phone);
  await form.code.fill('135790');
  await expectWords(form, VERIFIED);
});

for (const how of ['Expire', 'Block'] as const) {
  test(`${how} ends what is pending: "${quoted(EXPIRED)}"`, async ({ panel, form, phone }) => {
    await form.askFor(phone);
    const digits = await phone.code();
    await panel.end(phone, how);
    await form.code.fill(digits);
    await expectWords(form, EXPIRED);
    await form.button(t('newCode')).click();
    await expectWords(form, RESENT);
    await form.code.fill(await phone.code(2));
    await expectWords(form, VERIFIED);
  });
}

async function read(path: string, { number }: Phone): Promise<unknown> {
  const query = new URLSearchParams({ to: number, operation: 'start' });
  return (await fetch(`${SANDBOX_URL}${path}?${query.toString()}`)).json();
}

/** Seconds from a request to its message, by the sandbox's clock. */
async function secondsLate(phone: Phone): Promise<number> {
  const [message] = (await read('/inbox/messages', phone)) as { sentAt: string }[];
  const { calls } = (await read('/control/calls', phone)) as { calls: { at: string }[] };
  return (Date.parse(message?.sentAt ?? '') - Date.parse(calls[0]?.at ?? '')) / 1000;
}

test('a text comes late, and its code is as good', async ({ panel, form, phone }) => {
  await panel.deliver(phone, '10 seconds late', '10 seconds late');
  await form.askFor(phone);
  await expectWords(form, SENT);
  await form.code.fill(await phone.code());
  await expectWords(form, VERIFIED);
  expect(await secondsLate(phone)).toBeGreaterThanOrEqual(10);
});

test('a text never comes, and the one that is asked for after that does', async ({
  panel,
  form,
  phone,
}) => {
  await panel.deliver(phone, 'never', 'never arrive');
  await form.askFor(phone);
  await expectWords(form, SENT);
  expect(await phone.messages()).toEqual([]);
  await panel.deliver(phone, 'at once', null);
  await form.button(t('again_sms')).click();
  await expectWords(form, RESENT);
  await form.code.fill(await phone.code());
  await expectWords(form, VERIFIED);
});

test(`the carrier refuses a text, which ends its code: "${quoted(EXPIRED)}"`, async ({
  panel,
  form,
  phone,
}) => {
  await panel.deliver(phone, 'not: the carrier refuses them', 'refused by the carrier');
  await form.askFor(phone);
  await expect.poll(() => read('/control/verifications', phone)).toEqual({ verifications: [] });
  await expect(panel.pending(phone)).toHaveCount(0);
  expect(await phone.messages()).toEqual([]);
  await form.code.fill('000000');
  await expectWords(form, EXPIRED);
});
