import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { createTranslate } from '../lib/i18n/translate';
import { isRightToLeft, loadMessages, peekMessages, type Locale, type Source } from './index';
import { TextContext, type Text } from './text';

interface TextProviderProps {
  readonly locale: Locale;
  /** Shown until the first language is there; later changes keep the old language meanwhile. */
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

function describe(locale: Locale): Text | null {
  const messages = peekMessages(locale);
  if (!messages) return null;
  const rightToLeft = isRightToLeft(locale);
  const t = createTranslate<Source>(messages, locale, rightToLeft);
  const has = (key: string): key is keyof Source => key in messages;
  return { locale, dir: rightToLeft ? 'rtl' : 'ltr', t, has };
}

/** Loads a language and hands its texts to everything inside. */
export function TextProvider({ locale, fallback = null, children }: TextProviderProps) {
  const [loaded, setLoaded] = useState<Locale | null>(null);
  useEffect(() => {
    loadMessages(locale).then(
      () => {
        setLoaded(locale);
      },
      () => {
        // Not to be had right now: the page stays in the language that it has.
      },
    );
  }, [locale]);

  const shown = peekMessages(locale) ? locale : loaded;
  const text = useMemo(() => shown && describe(shown), [shown]);
  return text ? <TextContext value={text}>{children}</TextContext> : fallback;
}
