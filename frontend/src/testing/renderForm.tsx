import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { expect, vi } from 'vitest';
import {
  PhoneVerification,
  type PhoneVerificationProps,
} from '../features/verification/PhoneVerification';
import { FakeApi } from './FakeApi';

/** Renders the form with a fake API. */
export async function renderForm(
  api = new FakeApi(),
  props: Omit<PhoneVerificationProps, 'client'> = {},
) {
  const user = userEvent.setup();
  const view = render(<PhoneVerification client={api} locale="en" {...props} />);
  await screen.findByRole('heading', { level: 1 });
  return { api, user, ...view };
}

export const numberField = () => screen.getByLabelText('Phone number');

export const countryField = () => screen.getByLabelText('Country');

export const codeField = () => screen.getByLabelText<HTMLInputElement>('6-digit code');

export const button = (name: string) => screen.getByRole('button', { name });

export const heading = () => screen.getByRole('heading', { level: 1 });

export const summary = () => screen.getByRole('group', { name: 'There is a problem' });

/** Renders the form and goes to the code step. */
export async function reachCode(api = new FakeApi(), props: PhoneVerificationProps = {}) {
  const form = await renderForm(api, props);
  await form.user.type(numberField(), '(415) 555-0100');
  await form.user.click(screen.getByRole('button', { name: 'Text me a code' }));
  await waitFor(() => {
    expect(heading()).toHaveTextContent('Enter your code');
  });
  return form;
}

/** Runs axe. Colours are checked in the browser tests, because jsdom has no layout. */
export async function expectNoViolations(container: Element): Promise<void> {
  const { violations } = await axe.run(container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations).toEqual([]);
}

/** Advances the clock second by second, so that countdowns render in between. */
export async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await act(() => vi.advanceTimersByTimeAsync(1_000));
  }
}
