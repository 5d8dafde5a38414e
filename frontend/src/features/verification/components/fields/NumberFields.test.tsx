import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { config, NUMBER } from '../../../../testing/answers';
import { FakeApi } from '../../../../testing/FakeApi';
import {
  button,
  countryField,
  numberField,
  renderForm,
  summary,
} from '../../../../testing/renderForm';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

describe('the number field', () => {
  test('UX 11: is for telephone numbers and takes them as they are typed', async () => {
    const { user } = await renderForm(api);
    expect(numberField()).toHaveAttribute('type', 'tel');
    expect(numberField()).toHaveAttribute('autocomplete', 'tel');
    await user.type(numberField(), '+1 (415) 555-0100 ');
    expect(numberField()).toHaveValue('+1 (415) 555-0100 ');
  });

  test('UX 12: leaving the field is no reason to complain', async () => {
    const { user } = await renderForm(api);
    await user.type(numberField(), '4');
    await user.tab();
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
    await user.click(button('Text me a code'));
    expect(summary()).toHaveTextContent('too short');
  });

  test('UX 13: countries are the served ones, named in the visitor’s language', async () => {
    await renderForm(api, { locale: 'de' });
    await waitFor(() => {
      const options = within(screen.getByLabelText('Land')).getAllByRole('option');
      expect(options.map(({ textContent }) => textContent)).toEqual([
        'Land auswählen',
        'Australien',
        'Kanada',
        'Vereinigte Staaten',
        'Vereinigtes Königreich',
      ]);
    });
  });

  test('UX 13: a typed country code shows in the list and wins over it', async () => {
    const { user } = await renderForm(api);
    expect(countryField()).toHaveValue('US');
    await user.type(numberField(), '+44 7700 900123');
    await waitFor(() => {
      expect(countryField()).toHaveValue('GB');
    });
    await user.clear(numberField());
    expect(countryField()).toHaveValue('US');
  });

  test('UX 13: a country that was chosen goes out with the number', async () => {
    const { user } = await renderForm(api);
    await user.selectOptions(
      countryField(),
      await screen.findByRole('option', { name: 'Australia' }),
    );
    expect(numberField()).toHaveAccessibleDescription('For example 0491 570 006');
    await user.type(numberField(), '0491 570 006');
    await user.click(button('Text me a code'));
    expect(api.requests).toMatchObject([{ country: 'AU', phoneNumber: '0491 570 006' }]);
  });

  test('UX 15, 16: a country that is missing is asked for beside the list, not beside the number', async () => {
    api.settings = config({ defaultCountry: null });
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['eo']);
    const words = 'Choose your country, or start the number with + and its country code.';
    const { user } = await renderForm(api);
    expect(countryField()).toHaveAccessibleDescription(words);
    expect(countryField()).toBeValid();
    await user.type(numberField(), '(415) 555-0100');
    await user.click(button('Text me a code'));
    expect(countryField()).toBeInvalid();
    expect(countryField()).toHaveAccessibleDescription(words);
    expect(numberField()).toBeValid();
    expect(numberField()).toHaveAccessibleDescription('For example +1 415 555 0100');
    await user.click(within(summary()).getByRole('link', { name: words }));
    expect(countryField()).toHaveFocus();
    await user.selectOptions(countryField(), 'GB');
    expect(countryField()).toBeValid();
    expect(countryField()).not.toHaveAccessibleDescription();
    expect(numberField()).toHaveAccessibleDescription('For example 07700 900123');
  });

  test('UX 14: one sentence says why, and that it may cost something', async () => {
    await renderForm(api);
    expect(
      screen.getByText(/check that the number is yours, Acme sends.*may charge/),
    ).toBeVisible();
  });

  test('a form that sends by another channel first says so', async () => {
    api.settings = config({ channels: ['voice'] });
    const { user } = await renderForm(api);
    await user.type(numberField(), NUMBER);
    await user.click(button('Call me with a code'));
    expect(api.requests).toMatchObject([{ channel: 'voice' }]);
    expect(screen.getByText(/We are calling you now/)).toBeVisible();
  });
});
