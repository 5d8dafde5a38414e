import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NUMBER, pending } from '../../../testing/answers';
import { FakeApi } from '../../../testing/FakeApi';
import {
  button,
  codeField,
  numberField,
  reachCode,
  renderForm,
  summary,
} from '../../../testing/renderForm';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

describe('UX 15, 16: an error', () => {
  test('takes the focus, links to the field, and stands beside it in the same words', async () => {
    const { user } = await renderForm(api);
    await user.click(button('Text me a code'));
    expect(summary()).toHaveFocus();
    const link = within(summary()).getByRole('link', { name: 'Enter your phone number.' });
    expect(numberField()).toHaveAccessibleDescription('Enter your phone number.');
    expect(numberField()).toBeInvalid();
    await user.click(link);
    expect(numberField()).toHaveFocus();
  });

  test('takes the focus each time, also in the same words', async () => {
    const { user } = await renderForm(api);
    await user.click(button('Text me a code'));
    await user.click(button('Text me a code'));
    expect(summary()).toHaveFocus();
  });

  test('goes into the title of the page', async () => {
    const onView = vi.fn();
    const { user } = await renderForm(api, { onView });
    await user.click(button('Text me a code'));
    expect(onView).toHaveBeenLastCalledWith(
      expect.objectContaining({ title: 'Error: Verify your phone number', brand: 'Acme' }),
    );
  });

  test('stands beside the code in the same words, too', async () => {
    const { user } = await reachCode(api);
    await user.click(button('Verify'));
    expect(codeField()).toBeInvalid();
    expect(codeField()).toHaveAccessibleDescription('Enter the code we sent you.');
  });

  test('leaves a wrong code where it is, ready to be typed over', async () => {
    const { user } = await reachCode(api);
    await user.type(codeField(), '000000');
    await user.click(within(await screen.findByRole('group')).getByRole('link'));
    expect(codeField()).toHaveValue('000000');
    expect([codeField().selectionStart, codeField().selectionEnd]).toEqual([0, 6]);
  });

  test.each([
    ['the code is good', pending({ resendIn: 0 }), 'Text me again'],
    ['it ran out', pending({ status: 'expired', expiresIn: 0, resendIn: 0 }), 'Send a new code'],
  ])('about a field of another step links nowhere, while %s', async (_, state, again) => {
    api.state = state;
    const { user } = await renderForm(api);
    api.refuseNext('request', 'blocked');
    await user.click(button(again));
    expect(await screen.findByRole('group')).toHaveTextContent('contact Acme');
    expect(within(summary()).queryByRole('link')).not.toBeInTheDocument();
  });

  test('that no field can mend stands in the summary alone', async () => {
    const { user } = await renderForm(api);
    api.refuseNext('request', 'rate_limited', { retryAfter: 840 });
    await user.type(numberField(), NUMBER);
    await user.click(button('Text me a code'));
    await screen.findByText('Too many attempts for now. You can try again in 14 minutes.');
    expect(within(summary()).queryByRole('link')).not.toBeInTheDocument();
    expect(numberField()).toBeValid();
  });
});

describe('UX 17: words of its own for', () => {
  test.each([
    [
      'invalid_phone_number',
      'This is not a phone number we know. Check the digits and the country.',
    ],
    [
      'unsupported_phone_number',
      'This number cannot get texts. Use a mobile number, or let us call you.',
    ],
    [
      'country_not_allowed',
      'We do not send codes to this country. Use a number from another country.',
    ],
    ['blocked', 'We cannot send codes to this number. Use another number, or contact Acme.'],
    ['rate_limited', 'Too many attempts for now. You can try again in 30 seconds.'],
    ['resend_too_soon', 'A code was sent a moment ago. You can get another one in 30 seconds.'],
    [
      'verification_in_progress',
      'A code is already on its way to this number. You can get another one in 30 seconds.',
    ],
    ['too_many_attempts', 'Too many wrong codes. You can get a new one in 30 seconds.'],
    [
      'provider_unavailable',
      'We cannot send or check codes right now. You can try again in 30 seconds.',
    ],
    [
      'provider_timeout',
      'The service that sends codes did not answer. You can try again in 30 seconds.',
    ],
    ['internal_error', 'Something went wrong on our side, not yours. Try again in a moment.'],
    ['provider_error', 'Something went wrong on our side, not yours. Try again in a moment.'],
    [
      'timed_out',
      'No answer came in time. Try again: if a code was sent, we will not send it twice.',
    ],
    [
      'unreachable',
      'We cannot be reached right now. Nothing you typed is lost: try again in a moment.',
    ],
  ] as const)('%s', async (code, words) => {
    const { user } = await renderForm(api);
    api.refuseNext('request', code);
    await user.type(numberField(), NUMBER);
    await user.click(button('Text me a code'));
    expect(await screen.findByRole('group')).toHaveTextContent(words);
    expect(numberField()).toHaveValue(NUMBER);
  });

  test('a code that is not known yet, from a newer server', async () => {
    const { user } = await renderForm(api);
    api.refuseNext('request', 'brand_new' as 'internal_error');
    await user.type(numberField(), NUMBER);
    await user.click(button('Text me a code'));
    expect(await screen.findByRole('group')).toHaveTextContent('on our side');
  });
});
