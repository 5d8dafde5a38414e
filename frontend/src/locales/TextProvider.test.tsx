import { act, render, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type * as languages from './index';
import { useText } from './text';
import { TextProvider } from './TextProvider';

const lost = new Set<languages.Locale>();

vi.mock('./index', async (load) => {
  const real = await load<typeof languages>();
  return {
    ...real,
    loadMessages: (locale: languages.Locale) =>
      lost.has(locale) ? Promise.reject(new TypeError('lost')) : real.loadMessages(locale),
  };
});

beforeEach(() => {
  lost.clear();
});

function Cancel() {
  const { t } = useText();
  return <p>{t('cancel')}</p>;
}

const page = (locale: languages.Locale) => (
  <TextProvider locale={locale}>
    <Cancel />
  </TextProvider>
);

test('UX 30: a page whose language cannot be had speaks English, and tries again until it can', async () => {
  vi.useFakeTimers();
  lost.add('de');
  render(page('de'));
  await act(() => vi.advanceTimersByTimeAsync(11_000));
  expect(screen.getByText('Cancel')).toBeVisible();
  lost.clear();
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  vi.useRealTimers();
  expect(await screen.findByText('Abbrechen')).toBeVisible();
});

test('UX 30: a language that is no longer wanted is not asked for again', async () => {
  vi.useFakeTimers();
  lost.add('de');
  const { rerender } = render(page('de'));
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  rerender(page('fr'));
  lost.clear();
  await act(() => vi.advanceTimersByTimeAsync(11_000));
  vi.useRealTimers();
  expect(await screen.findByText('Annuler')).toBeVisible();
});

test('UX 30: a page that has a language keeps it where the next one cannot be had', async () => {
  const { rerender } = render(page('fr'));
  await screen.findByText('Annuler');
  lost.add('es');
  rerender(page('es'));
  await act(() => Promise.resolve());
  expect(screen.getByText('Annuler')).toBeVisible();
});
