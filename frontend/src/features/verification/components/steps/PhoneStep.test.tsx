import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { config } from '../../../../testing/answers';
import { FakeApi } from '../../../../testing/FakeApi';
import { button, heading, numberField, renderForm } from '../../../../testing/renderForm';

const LANDLINE = '+44 20 7946 0123';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

const main = () => screen.getByText('Phone number').closest('form') ?? document.body;

const buttons = () =>
  within(main())
    .getAllByRole('button')
    .map(({ textContent }) => textContent);

/** Enters a number that cannot get texts. */
async function refuseLandline() {
  const { user } = await renderForm(api);
  api.refuseNext('request', 'unsupported_phone_number');
  await user.type(numberField(), LANDLINE);
  await user.click(button('Text me a code'));
  await waitFor(() => {
    expect(numberField()).toBeInvalid();
  });
  return user;
}

describe('UX 17, 22: a number that cannot get texts', () => {
  test('is called by the main button, which is the only one', async () => {
    const user = await refuseLandline();
    expect(buttons()).toEqual(['Call me with a code']);
    expect(button('Call me with a code')).toHaveAttribute('data-variant', 'primary');
    await user.click(button('Call me with a code'));
    await waitFor(() => {
      expect(heading()).toHaveTextContent('Enter your code');
    });
    expect(api.requests.at(-1)).toMatchObject({ channel: 'voice', phoneNumber: LANDLINE });
  });

  test('is called when Enter is pressed in the field', async () => {
    const user = await refuseLandline();
    await user.type(numberField(), '{Enter}', { skipClick: false });
    await waitFor(() => {
      expect(heading()).toHaveTextContent('Enter your code');
    });
    expect(api.requests.at(-1)).toMatchObject({ channel: 'voice' });
  });

  test('says on the same button that the call is being placed, and keeps the focus there', async () => {
    const user = await refuseLandline();
    const release = api.hold();
    await user.click(button('Call me with a code'));
    expect(buttons()).toEqual(['Sending…']);
    expect(button('Sending…')).toHaveFocus();
    release();
    await waitFor(() => {
      expect(heading()).toHaveTextContent('Enter your code');
    });
  });

  test('gets the button for texts back as soon as it is corrected', async () => {
    const user = await refuseLandline();
    await user.type(numberField(), '4');
    expect(numberField()).toBeValid();
    expect(buttons()).toEqual(['Text me a code']);
  });

  test('is not offered a call where the operator makes none', async () => {
    api.settings = config({ channels: ['sms'] });
    await refuseLandline();
    expect(buttons()).toEqual(['Text me a code']);
  });
});
