import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NUMBER, pending } from '../../../testing/answers';
import { FakeApi } from '../../../testing/FakeApi';
import { button, codeField, heading, pass, renderForm, summary } from '../../../testing/renderForm';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

describe('UX 21, 22: sending again', () => {
  test('is offered when the server’s wait is over, not before', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    api.state = pending({ resendIn: 30 });
    await renderForm(api);
    expect(screen.getByText('You can get another one in 0:30.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Text me again' })).not.toBeInTheDocument();
    await pass(10);
    expect(screen.getByText('You can get another one in 0:20.')).toBeVisible();
    await pass(20);
    expect(button('Text me again')).toBeVisible();
    expect(button('Call me instead')).toBeVisible();
  });

  test('offers only what the server lists', async () => {
    api.state = pending({ resendIn: 0, channels: ['sms'] });
    await renderForm(api);
    expect(button('Text me again')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Call me instead' })).not.toBeInTheDocument();
  });

  test('says so where nothing can be had any more', async () => {
    api.state = pending({ channels: [] });
    await renderForm(api);
    expect(screen.getByText(/cannot send more codes to this number/)).toBeVisible();
  });

  test('puts the focus into the code field, as the button goes away', async () => {
    api.state = pending({ resendIn: 0 });
    const { user } = await renderForm(api);
    await user.click(button('Call me instead'));
    await waitFor(() => {
      expect(codeField()).toHaveFocus();
    });
    expect(api.requests).toMatchObject([{ channel: 'voice', phoneNumber: NUMBER }]);
  });

  test.each([
    ['while the code is good', pending({ resendIn: 0 }), 'Call me instead'],
    [
      'once it ran out',
      pending({ status: 'expired', expiresIn: 0, resendIn: 0 }),
      'Send a new code',
    ],
  ])('keeps the focus when the visitor comes back to the tab %s', async (_, state, name) => {
    api.state = state;
    await renderForm(api);
    button(name).focus();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 5_000);
    api.state = { ...state, attemptsLeft: 1 };
    await act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
      await Promise.resolve();
    });
    expect(button(name)).toHaveFocus();
  });

  test('keeps the focus on the busy button meanwhile', async () => {
    api.state = pending({ resendIn: 0 });
    const { user } = await renderForm(api);
    const release = api.hold();
    await user.click(button('Text me again'));
    expect(button('Sending…')).toHaveFocus();
    expect(button('Call me instead')).toBeVisible();
    release();
    await screen.findByText(/A new text is on its way/);
  });
});

describe('UX 21, 23: a code that runs out', () => {
  test('is counted down, then ends, with a new one in one press', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    api.state = pending({ expiresIn: 20, resendIn: 0 });
    await renderForm(api);
    expect(screen.getByText('Expires in 0:20')).toBeVisible();
    api.state = pending({ status: 'expired', expiresIn: 0, resendIn: 0 });
    await pass(22);
    expect(heading()).toHaveTextContent('This code has expired');
    expect(heading()).toHaveFocus();
    fireEvent.click(button('Send a new code'));
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(heading()).toHaveTextContent('Enter your code');
    expect(api.requests).toHaveLength(1);
  });
});

describe('UX 21, 23: a code that runs out during a check', () => {
  test('ends once the check is answered', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    api.state = pending({ expiresIn: 5 });
    await renderForm(api);
    const release = api.hold();
    fireEvent.change(codeField(), { target: { value: '000000' } });
    await pass(8);
    expect(heading()).toHaveTextContent('Enter your code');
    api.state = pending({ status: 'expired', expiresIn: 0 });
    release();
    await pass(1);
    expect(heading()).toHaveTextContent('This code has expired');
  });
});

describe('UX 22: the third wrong code', () => {
  test('makes the page point to the other channel', async () => {
    api.state = pending({ attemptsLeft: 5, resendIn: 0 });
    const { user } = await renderForm(api);
    for (const wrong of ['000000', '000001', '000002']) {
      await user.clear(codeField());
      await user.type(codeField(), wrong);
    }
    expect(summary()).toHaveTextContent('Or get a new code another way, below.');
    expect(button('Call me instead')).toBeVisible();
  });
});
