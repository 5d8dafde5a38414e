/** The languages of the form: chooses and loads one. */
import { messages as english } from './en';
import type { Messages } from './source';

/** Each under its own name, in the order of the switcher. Tags are BCP 47. */
export const LANGUAGES = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  de: 'Deutsch',
  'pt-BR': 'Português (Brasil)',
  ar: 'العربية',
  hi: 'हिन्दी',
  'zh-Hans': '简体中文',
} as const;

export type Locale = keyof typeof LANGUAGES;

export const LOCALES = Object.keys(LANGUAGES) as Locale[];

const RIGHT_TO_LEFT: readonly Locale[] = ['ar'];

export const isRightToLeft = (locale: Locale): boolean => RIGHT_TO_LEFT.includes(locale);

// English is part of the bundle, so that there is always a language.
const loaders: Record<Locale, () => Promise<{ messages: Messages }>> = {
  en: () => Promise.resolve({ messages: english }),
  es: () => import('./es'),
  fr: () => import('./fr'),
  de: () => import('./de'),
  'pt-BR': () => import('./pt-BR'),
  ar: () => import('./ar'),
  hi: () => import('./hi'),
  'zh-Hans': () => import('./zh-Hans'),
};

const loaded = new Map<Locale, Messages>([['en', english]]);

/** Loads the texts of a language once. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const { messages } = await loaders[locale]();
  loaded.set(locale, messages);
  return messages;
}

/** The texts of a language, if they are loaded. */
export const loadedMessages = (locale: Locale): Messages | undefined => loaded.get(locale);

function parse(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    return null;
  }
}

const AVAILABLE = LOCALES.map((locale) => ({ locale, parsed: parse(locale) }));

/**
 * Finds the language of the form that fits `wanted` best, most wanted first.
 *
 * The script matters more than the region: `zh-CN` finds `zh-Hans`, `pt-PT` finds `pt-BR`.
 */
export function matchLocale(wanted: readonly string[]): Locale {
  const parsed = wanted.map(parse);
  for (const sameScript of [true, false]) {
    for (const one of parsed) {
      const found = AVAILABLE.find(
        ({ parsed: available }) =>
          one?.language === available?.language &&
          (!sameScript || one?.script === available?.script),
      );
      if (one && found) return found.locale;
    }
  }
  return 'en';
}
