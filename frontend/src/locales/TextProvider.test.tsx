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

test('UX 30: a page whose language cannot be had speaks English, and that language once online again', async () => {
  lost.add('de');
  render(page('de'));
  expect(await screen.findByText('Cancel')).toBeVisible();
  for (const online of [false, true]) {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(online);
    if (online) lost.clear();
    act(() => {
      dispatchEvent(new Event(online ? 'online' : 'offline'));
    });
  }
  expect(await screen.findByText('Abbrechen')).toBeVisible();
});

test('UX 30: a page that has a language keeps it where the next one cannot be had', async () => {
  const { rerender } = render(page('fr'));
  await screen.findByText('Annuler');
  lost.add('es');
  rerender(page('es'));
  await act(() => Promise.resolve());
  expect(screen.getByText('Annuler')).toBeVisible();
});
