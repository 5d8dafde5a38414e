import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NUMBER, pending } from '../../../testing/answers';
import { FakeApi } from '../../../testing/FakeApi';
import { button, codeField, numberField, renderForm, summary } from '../../../testing/renderForm';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

async function setOnline(online: boolean) {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(online);
  await act(async () => {
    dispatchEvent(new Event(online ? 'online' : 'offline'));
    await Promise.resolve();
  });
}

const goOffline = () => setOnline(false);
const goOnline = () => setOnline(true);

describe('UX 18: announcements', () => {
  test('sending again is announced, the ticking clock is not', async () => {
    api.state = pending({ resendIn: 0 });
    const { user } = await renderForm(api);
    await user.click(button('Text me again'));
    const status = screen.getByRole('status');
    await waitFor(() => {
      expect(status).toHaveTextContent('A new text is on its way');
    });
    expect(screen.getByText(/^Expires in/).closest('[role=status], [aria-live]')).toBeNull();
  });

  test('success is announced, in the region that was there before', async () => {
    api.state = pending();
    const { user } = await renderForm(api);
    const status = screen.getByRole('status');
    await user.type(codeField(), '123456');
    await screen.findByRole('heading', { name: 'Your number is verified' });
    expect(status).toHaveTextContent('Thank you. There is nothing more to do.');
    expect(screen.getByRole('status')).toBe(status);
  });

  test('being busy is announced', async () => {
    api.state = pending();
    const { user } = await renderForm(api);
    const release = api.hold();
    await user.type(codeField(), '123456');
    expect(screen.getByRole('status')).toHaveTextContent('Checking…');
    release();
    await screen.findByRole('heading', { name: 'Your number is verified' });
  });

  test('UX 26: being offline is said at once, and taken back', async () => {
    await renderForm(api);
    await goOffline();
    expect(screen.getByRole('status')).toHaveTextContent('You are offline');
    await goOnline();
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  test('UX 26: what was pressed while offline is no problem once online', async () => {
    const onView = vi.fn();
    const { user } = await renderForm(api, { onView });
    await user.type(numberField(), NUMBER);
    await goOffline();
    api.refuseNext('request', 'offline');
    await user.click(button('Text me a code'));
    await screen.findByRole('button', { name: 'Text me a code' });
    await goOnline();
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
    expect(button('Text me a code')).toHaveFocus();
    expect(onView).toHaveBeenLastCalledWith(
      expect.objectContaining({ title: 'Verify your phone number' }),
    );
  });

  test('UX 26: a problem that was there before takes the focus once, not again when online', async () => {
    const { user } = await renderForm(api);
    await user.click(button('Text me a code'));
    expect(summary()).toHaveFocus();
    await user.click(numberField());
    await goOffline();
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
    await goOnline();
    expect(summary()).toBeVisible();
    expect(numberField()).toHaveFocus();
  });

  test('UX 26: a page that could not start offline starts once online', async () => {
    await goOffline();
    api.refuseNext('read', 'offline');
    api.refuseNext('read', 'offline');
    await renderForm(api);
    expect(screen.getByRole('status')).toHaveTextContent('You are offline');
    await goOnline();
    expect(await screen.findByLabelText('Phone number')).toBeVisible();
  });

  test('UX 26: taking long is said', async () => {
    const { user } = await renderForm(api);
    await user.type(numberField(), NUMBER);
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const release = api.hold();
    fireEvent.click(button('Text me a code'));
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    expect(screen.getByRole('status')).toHaveTextContent('longer than usual');
    release();
    await screen.findByRole('heading', { name: 'Enter your code' });
  });
});

describe('UX 20: a busy button', () => {
  test('keeps the focus and is aria-disabled, not disabled', async () => {
    const { user } = await renderForm(api);
    await user.type(numberField(), NUMBER);
    const release = api.hold();
    await user.click(button('Text me a code'));
    const busy = button('Sending…');
    expect(busy).toHaveFocus();
    expect(busy).toHaveAttribute('aria-disabled', 'true');
    expect(busy).toBeEnabled();
    await user.click(busy);
    release();
    await screen.findByRole('heading', { name: 'Enter your code' });
    expect(api.requests).toHaveLength(1);
  });

  test.each([
    ['the code is good', pending()],
    ['it ran out', pending({ status: 'expired', expiresIn: 0 })],
  ])('is the one that was pressed: Cancel, while %s', async (_, state) => {
    api.state = state;
    const { user } = await renderForm(api);
    const release = api.hold();
    await user.click(button('Cancel'));
    expect(button('Loading…')).toHaveFocus();
    expect(button('Loading…')).toHaveAttribute('aria-disabled', 'true');
    release();
    await screen.findByRole('heading', { name: 'Verify your phone number' });
  });
});
