import type { Catalogue } from '../lib/i18n/translate';
import type { messages as english } from './en';

/** The English texts, which define the keys and placeholders of every language. */
export type Source = typeof english;

export type Messages = Catalogue<Source>;
