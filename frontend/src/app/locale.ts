import { readStorage, replaceUrl, writeStorage } from '../lib/browser';
import { matchLocale, type Locale } from '../locales';

const STORAGE_KEY = 'dialproof.locale';

/** The initial language: `?lang`, else an earlier choice, else the browser's languages. */
export function chooseLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, readStorage(STORAGE_KEY)].filter((tag) => tag !== null);
  return matchLocale([...wanted, ...navigator.languages]);
}

/** Stores a choice for the next visit, and updates `?lang` where the address has it. */
export function rememberLocale(locale: Locale): void {
  writeStorage(STORAGE_KEY, locale);
  const url = new URL(location.href);
  if (!url.searchParams.has('lang')) return;
  url.searchParams.set('lang', locale);
  replaceUrl(url);
}
