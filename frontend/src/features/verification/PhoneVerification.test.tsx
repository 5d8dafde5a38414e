import { act, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { config, NUMBER, pending, verification, verified } from '../../testing/answers';
import { FakeApi } from '../../testing/FakeApi';
import {
  button,
  codeField,
  expectNoViolations,
  heading,
  numberField,
  pass,
  reachCode,
  renderForm,
  summary,
} from '../../testing/renderForm';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

describe('UX 24: another tab', () => {
  test('is noticed when the visitor comes back, and said', async () => {
    await reachCode(api);
    api.state = verification();
    await act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
      await Promise.resolve();
    });
    await screen.findByText(/Something changed in another tab/);
    expect(numberField()).toHaveValue('(415) 555-0100');
  });

  test('is noticed at once where the browser can tell', async () => {
    await reachCode(api);
    api.state = verified();
    const channel = new BroadcastChannel('dialproof:');
    channel.postMessage('changed');
    await screen.findByRole('heading', { name: 'Your number is verified' });
    channel.close();
  });
});

describe('UX 23: the way back to the code', () => {
  test('is there for as long as the code works', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    api.state = pending({ expiresIn: 20 });
    await renderForm(api);
    fireEvent.click(button('Change number'));
    expect(button('Enter the code we already sent')).toBeVisible();
    await pass(20);
    expect(
      screen.queryByRole('button', { name: 'Enter the code we already sent' }),
    ).not.toBeInTheDocument();
  });
});

describe('UX 25: the heading takes the focus', () => {
  test('in every new step, but not when the page opens', async () => {
    const { user } = await renderForm(api);
    expect(document.body).toHaveFocus();
    await user.type(numberField(), NUMBER);
    await user.click(button('Text me a code'));
    await screen.findByRole('heading', { name: 'Enter your code' });
    expect(heading()).toHaveFocus();
    await user.click(button('Change number'));
    expect(heading()).toHaveFocus();
    expect(heading()).toHaveTextContent('Verify your phone number');
  });
});

describe('UX 25: a page around the form keeps the focus that the visitor gave it', () => {
  let own: HTMLInputElement;

  beforeEach(() => {
    own = document.body.appendChild(document.createElement('input'));
    own.focus();
  });

  afterEach(() => {
    own.remove();
  });

  test('when the step changes by itself', async () => {
    api.state = pending();
    await renderForm(api);
    api.state = pending({ status: 'expired', expiresIn: 0 });
    await act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
      await Promise.resolve();
    });
    expect(heading()).toHaveTextContent('This code has expired');
    expect(own).toHaveFocus();
  });

  test('when the form cannot start', async () => {
    api.refuseNext('read', 'unreachable');
    api.refuseNext('read', 'unreachable');
    await renderForm(api);
    expect(summary()).toBeVisible();
    expect(own).toHaveFocus();
  });
});

describe('UX 32: the page', () => {
  test('shows how far the visitor has come', async () => {
    const { user } = await reachCode(api);
    const steps = within(screen.getByRole('list', { name: 'Progress' })).getAllByRole('listitem');
    expect(steps.map((step) => step.getAttribute('aria-current'))).toEqual([null, 'step', null]);
    await user.type(codeField(), '123456');
    expect(steps.map((step) => step.getAttribute('aria-current'))).toEqual([null, null, null]);
  });

  test('says in the sandbox that nothing is sent, and links to the phone', async () => {
    api.settings = config({ sandbox: true, sandboxUrl: 'http://localhost:5002' });
    await renderForm(api);
    expect(screen.getByText(/no message is really sent/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Open the test phone' })).toHaveAttribute(
      'href',
      'http://localhost:5002',
    );
  });

  test('begins anew with another number', async () => {
    api.state = verified();
    const { user } = await renderForm(api);
    await user.click(button('Verify another number'));
    expect(numberField()).toHaveValue('');
  });

  test('that cannot start says why, and can be tried again', async () => {
    api.refuseNext('read', 'unreachable');
    api.refuseNext('read', 'unreachable');
    const { user } = await renderForm(api);
    expect(summary()).toHaveTextContent('We cannot be reached right now');
    await user.click(button('Try again'));
    expect(numberField()).toBeVisible();
  });
});

describe('the page around the form', () => {
  test('hears of a verified number', async () => {
    const onVerified = vi.fn();
    const { user } = await reachCode(api, { onVerified });
    await user.type(codeField(), '123456');
    expect(onVerified).toHaveBeenCalledExactlyOnceWith({
      phoneNumber: NUMBER,
      verifiedAt: '2026-11-20T12:00:00Z',
    });
  });

  test('hears that the visitor gave up, in either step', async () => {
    const onCancel = vi.fn();
    const { user } = await reachCode(api, { onCancel });
    await user.click(button('Cancel'));
    expect(onCancel).toHaveBeenCalledTimes(1);
    await user.click(button('Cancel'));
    expect(onCancel).toHaveBeenCalledTimes(2);
  });

  test('hears that the visitor gave up where the form could not start', async () => {
    const onCancel = vi.fn();
    api.refuseNext('read', 'unreachable');
    api.refuseNext('read', 'unreachable');
    const { user } = await renderForm(api, { onCancel });
    await user.click(button('Cancel'));
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  test('has nothing to cancel in the first step unless it asks to hear of it', async () => {
    await renderForm(api);
    expect(screen.queryByRole('button', { name: 'Cancel' })).not.toBeInTheDocument();
  });

  test('UX 30: chooses the language, which goes out with the number', async () => {
    const { container, user } = await renderForm(api, { locale: 'ar-EG' });
    expect(container.firstElementChild).toHaveAttribute('lang', 'ar');
    expect(container.firstElementChild).toHaveAttribute('dir', 'rtl');
    await user.type(screen.getByLabelText('رقم الهاتف'), NUMBER);
    await user.click(button('إرسال رمز في رسالة نصية'));
    expect(api.requests).toMatchObject([{ locale: 'ar' }]);
  });

  test('UX 29: chooses light or dark', async () => {
    const { container } = await renderForm(api, { theme: 'dark' });
    expect(container.firstElementChild).toHaveAttribute('data-theme', 'dark');
  });
});

describe('a device that others use', () => {
  const REMOVED = 'Your number has been removed from this browser.';

  test('can forget the number: the form begins anew, and says so', async () => {
    const onForgotten = vi.fn();
    const onCancel = vi.fn();
    api.state = verified({ phoneNumber: '+14155550147' });
    const { container, user } = await renderForm(api, { onForgotten, onCancel });
    expect(container.innerHTML).toContain('0147');
    await user.click(button('Remove my number'));
    expect(heading()).toHaveTextContent('Verify your phone number');
    expect(heading()).toHaveFocus();
    expect(screen.getByRole('status')).toHaveTextContent(REMOVED);
    expect(numberField()).toHaveValue('');
    expect(container.innerHTML).not.toContain('0147');
    expect(onForgotten).toHaveBeenCalledExactlyOnceWith();
    expect(onCancel).not.toHaveBeenCalled();
  });

  test('and another tab of it follows', async () => {
    api.state = verified();
    await renderForm(api);
    api.state = verification();
    const channel = new BroadcastChannel('dialproof:');
    channel.postMessage('changed');
    expect(await screen.findByText(REMOVED)).toBeVisible();
    channel.close();
  });

  test('keeps the number, and says what is wrong, where the server cannot be reached', async () => {
    api.state = verified();
    const { container, user } = await renderForm(api);
    api.refuseNext('cancel', 'unreachable');
    await user.click(button('Remove my number'));
    expect(summary()).toHaveTextContent('We cannot be reached right now');
    expect(summary()).toHaveFocus();
    await expectNoViolations(container);
  });
});

describe('a browser that refuses channels', () => {
  test('shows the form all the same', async () => {
    vi.stubGlobal(
      'BroadcastChannel',
      vi.fn(function () {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      }),
    );
    await reachCode(api);
    expect(codeField()).toBeVisible();
  });
});

describe('UX 17: cookies that are blocked', () => {
  test('are named, and the number stays', async () => {
    api.cookie = 'blocked';
    const { user } = await renderForm(api);
    await user.type(numberField(), NUMBER);
    await user.click(button('Text me a code'));
    expect(summary()).toHaveTextContent(/Your browser blocks cookies.*Allow cookies/);
    expect(numberField()).toHaveValue(NUMBER);
  });
});

describe('UX 29: axe finds nothing in', () => {
  test.each([
    ['the first step', verification()],
    ['the second step', pending()],
    ['a code that ran out', pending({ status: 'expired', expiresIn: 0, resendIn: 0 })],
    ['too many wrong codes', pending({ status: 'expired', expiresIn: 0, attemptsLeft: 0 })],
    ['the end', verified()],
  ])('%s', async (_, state) => {
    api.settings = config({ sandbox: true, sandboxUrl: 'http://localhost:5002' });
    api.state = state;
    const { container } = await renderForm(api);
    await expectNoViolations(container);
  });

  test('an error of the first step', async () => {
    const { container, user } = await renderForm(api);
    await user.click(button('Text me a code'));
    await expectNoViolations(container);
  });

  test('an error of the second step', async () => {
    const { container, user } = await reachCode(api);
    await user.type(codeField(), '000000');
    await screen.findByRole('group');
    await expectNoViolations(container);
  });
});
