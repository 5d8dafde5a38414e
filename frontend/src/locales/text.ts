import { createContext, use } from 'react';
import type { Translate } from '../lib/i18n/translate';
import type { Locale } from './index';
import type { Source } from './source';

type T = Translate<Source>;

/** The language of the form, and its texts. */
export interface Text {
  readonly locale: Locale;
  readonly dir: 'ltr' | 'rtl';
  readonly t: T;
  /** Whether there is a text with this key. */
  readonly has: (key: string) => key is keyof Source;
}

export const TextContext = createContext<Text | null>(null);

export function useText(): Text {
  const text = use(TextContext);
  if (text === null) throw new Error('No TextProvider');
  return text;
}
