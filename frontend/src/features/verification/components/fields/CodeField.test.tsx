import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pending } from '../../../../testing/answers';
import { FakeApi } from '../../../../testing/FakeApi';
import { button, codeField, heading, reachCode, renderForm } from '../../../../testing/renderForm';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

describe('the code field', () => {
  test('UX 01, 02: is one text field for a one-time code', async () => {
    await reachCode(api);
    expect(screen.getAllByRole('textbox')).toEqual([codeField()]);
    expect(codeField()).toHaveAttribute('type', 'text');
    expect(codeField()).toHaveAttribute('inputmode', 'numeric');
    expect(codeField()).toHaveAttribute('autocomplete', 'one-time-code');
  });

  test('UX 03: has no maxlength, and takes what would have been cut', async () => {
    const { user } = await reachCode(api);
    expect(codeField()).not.toHaveAttribute('maxlength');
    await user.click(codeField());
    await user.paste('123 456');
    expect(api.checks).toEqual(['123456']);
  });

  test('UX 06, 07: is visible, left to right, unchecked for spelling, and its label tells the length', async () => {
    api.state = pending({ codeLength: 8 });
    await renderForm(api);
    const field = screen.getByLabelText('8-digit code');
    expect(field).toBeVisible();
    expect(field).toHaveAttribute('dir', 'ltr');
    expect(field).toHaveAttribute('spellcheck', 'false');
  });

  test('UX 07: the slots are decoration, as many as the code has digits', async () => {
    const { container } = await reachCode(api);
    const slots = container.querySelector('[translate=no]');
    expect(slots).toHaveAttribute('aria-hidden', 'true');
    expect(slots?.children).toHaveLength(6);
    fireEvent.change(codeField(), { target: { value: '123' } });
    expect(container.querySelectorAll('[data-filled]')).toHaveLength(3);
  });

  test('UX 04: a pasted code takes the place of a wrong one', async () => {
    const { user } = await reachCode(api);
    await user.type(codeField(), '000000');
    await screen.findByRole('group');
    await user.click(codeField());
    await user.paste('Your code is 123-456');
    await waitFor(() => {
      expect(heading()).toHaveTextContent('Your number is verified');
    });
  });

  test('UX 27: what is not a code is pasted as it is', async () => {
    const { user } = await reachCode(api);
    await user.click(codeField());
    await user.paste('12');
    await user.paste('34');
    expect(codeField()).toHaveValue('1234');
  });

  test('UX 25: digits typed or pasted while the heading has the focus reach the field', async () => {
    const { user } = await reachCode(api);
    expect(heading()).toHaveFocus();
    await user.keyboard('1');
    expect(codeField()).toHaveFocus();
    act(() => {
      heading().focus();
    });
    await user.paste('123456');
    expect(api.checks).toEqual(['123456']);
  });
});

describe('UX 05, 08: a keyboard that composes', () => {
  function compose(value: string) {
    fireEvent.input(codeField(), { target: { value }, isComposing: true });
  }

  test('has its text left alone until the composition ends, then it is read once', async () => {
    await reachCode(api);
    fireEvent.compositionStart(codeField());
    compose('１２３');
    compose('１２３４５６');
    expect(codeField()).toHaveValue('１２３４５６');
    expect(api.checks).toEqual([]);
    fireEvent.compositionEnd(codeField());
    await screen.findByRole('heading', { name: 'Your number is verified' });
    expect(api.checks).toEqual(['123456']);
  });

  test('and says the same once more afterwards, as some browsers do, submits once', async () => {
    api.rightCode = '654321';
    await reachCode(api);
    compose('１２３４５６');
    fireEvent.compositionEnd(codeField());
    fireEvent.input(codeField(), { target: { value: '１２３４５６' } });
    await screen.findByRole('group');
    expect(api.checks).toEqual(['123456']);
  });
});

describe('UX 09: WebOTP', () => {
  const get = vi.fn<(options: { signal: AbortSignal }) => Promise<{ code: string } | null>>();

  beforeEach(() => {
    get.mockReset();
    vi.stubGlobal('OTPCredential', vi.fn());
    Object.defineProperty(navigator, 'credentials', { configurable: true, value: { get } });
  });

  afterEach(() => {
    Reflect.deleteProperty(navigator, 'credentials');
  });

  function receiveMessages() {
    let read: (code: string) => void = () => undefined;
    get.mockImplementation(
      () =>
        new Promise((resolve) => {
          read = (code) => {
            resolve({ code });
          };
        }),
    );
    return (code: string) => {
      read(code);
    };
  }

  test('fills in and submits what the browser read from the message', async () => {
    const receive = receiveMessages();
    await reachCode(api);
    receive('123456');
    await waitFor(() => {
      expect(heading()).toHaveTextContent('Your number is verified');
    });
  });

  test('reads the second message, too, as the first may be an old one', async () => {
    const receive = receiveMessages();
    await reachCode(api);
    receive('000000');
    expect(await screen.findByRole('group')).toHaveTextContent('This code is not right');
    receive('123456');
    await waitFor(() => {
      expect(heading()).toHaveTextContent('Your number is verified');
    });
  });

  test('is given up when the step ends', async () => {
    get.mockReturnValue(new Promise(() => undefined));
    const { user } = await reachCode(api);
    const signal = get.mock.lastCall?.[0].signal;
    expect(signal?.aborted).toBe(false);
    await user.click(button('Change number'));
    expect(signal?.aborted).toBe(true);
  });

  test('nobody minds when it is refused', async () => {
    get.mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    const { user } = await reachCode(api);
    await user.type(codeField(), '123456');
    expect(heading()).toHaveTextContent('Your number is verified');
  });
});
