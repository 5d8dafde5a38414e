import { readStored, replaceAddress, store } from '../lib/browser';
import { matchLocale, type Locale } from '../locales';

const STORED = 'dialproof.locale';

/** The language to begin with: `?lang`, else what was chosen before, else the browser's languages. */
export function chooseLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, readStored(STORED)].filter((tag) => tag !== null);
  return matchLocale([...wanted, ...navigator.languages]);
}

/** Keeps a choice for the next visit, and for the next reload where the address names a language. */
export function rememberLocale(locale: Locale): void {
  store(STORED, locale);
  const url = new URL(location.href);
  if (!url.searchParams.has('lang')) return;
  url.searchParams.set('lang', locale);
  replaceAddress(url);
}
