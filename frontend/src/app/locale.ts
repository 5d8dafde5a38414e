import { matchLocale, type Locale } from '../locales';

const STORED = 'dialproof.locale';

// Storage can be forbidden; the choice then lasts as long as the page.
function readStored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** The language to begin with: `?lang`, else what was chosen before, else the browser's languages. */
export function chooseLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, readStored()].filter((tag) => tag !== null);
  return matchLocale([...wanted, ...navigator.languages]);
}

/** Keeps a choice for the next visit, and for the next reload where the address names a language. */
export function rememberLocale(locale: Locale): void {
  try {
    localStorage.setItem(STORED, locale);
  } catch {
    // Not remembered.
  }
  const url = new URL(location.href);
  if (!url.searchParams.has('lang')) return;
  url.searchParams.set('lang', locale);
  history.replaceState(history.state, '', url);
}
