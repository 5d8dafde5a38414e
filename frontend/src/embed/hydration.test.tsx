import { act, render, screen, waitFor } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import {
  PhoneVerification,
  type PhoneVerificationProps,
} from '../features/verification/PhoneVerification';
import { loadMessages } from '../locales';
import { FakeApi } from '../testing/FakeApi';

const page = document.createElement('div');

afterEach(() => {
  page.remove();
});

/** Renders the form as a server does, and makes a page of it; gives what React found to differ. */
async function hydrate(props: PhoneVerificationProps = {}) {
  const form = <PhoneVerification client={new FakeApi()} {...props} />;
  page.innerHTML = renderToString(form);
  document.body.append(page);
  const rendered = page.firstElementChild;
  const mismatches: unknown[] = [];
  const onRecoverableError = (error: unknown) => mismatches.push(error);
  await act(async () => {
    render(form, { container: page, hydrate: true, onRecoverableError });
    await Promise.resolve();
  });
  return { rendered, mismatches };
}

test.each([
  ['the language that the page chose', { locale: 'fr' }, []],
  ['the language of the browser', {}, ['fr-CA', 'en']],
])('a form that a server rendered goes on in %s', async (_, props, languages) => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
  const { rendered, mismatches } = await hydrate(props);
  await waitFor(() => {
    expect(page.firstElementChild).toHaveAttribute('lang', 'fr');
  });
  expect(await screen.findByLabelText('Numéro de téléphone')).toBeVisible();
  expect(page.firstElementChild).toBe(rendered);
  expect(mismatches).toEqual([]);
});

test('a language that the browser has loaded before makes no difference', async () => {
  await loadMessages('de');
  const { rendered, mismatches } = await hydrate({ locale: 'de' });
  expect(page.firstElementChild).toHaveAttribute('lang', 'de');
  expect(page.firstElementChild).toBe(rendered);
  expect(mismatches).toEqual([]);
});
