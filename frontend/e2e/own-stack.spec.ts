/** What one test does shows in no other one. */
import { expect, test } from './support/test.ts';
import { SANDBOX_URL } from './support/stack.ts';

const everything = async () =>
  (await (await fetch(`${SANDBOX_URL}/inbox/messages`)).json()) as unknown[];

// In one worker, one after the other: each would see what the one before has left.
test.describe.configure({ mode: 'default' });

for (const time of ['first', 'second']) {
  test(`a test finds an empty phone, and leaves no text on it: the ${time} one`, async ({
    form,
    phone,
  }) => {
    expect(await everything()).toEqual([]);
    await form.askFor(phone);
    await phone.code();
    expect(await everything()).toHaveLength(1);
  });
}
