import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { createTranslate } from '../lib/i18n/translate';
import { isRightToLeft, loadMessages, peekMessages, type Locale, type Source } from './index';
import { TextContext, type Text } from './text';

const RETRY_AFTER = 5_000;

interface TextProviderProps {
  readonly locale: Locale;
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

/**
 * Loads a language and hands its texts to everything inside.
 *
 * Nothing shows until the first language is there; later changes keep the old one meanwhile. Where a
 * language cannot be had, the page stays in the one that it has, or speaks English, and tries again
 * every few seconds.
 */
export function TextProvider({ locale, children }: TextProviderProps) {
  const [loaded, setLoaded] = useState<Locale | null>(null);
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    function load() {
      loadMessages(locale).then(
        () => {
          setLoaded(locale);
        },
        () => {
          setLoaded((before) => before ?? 'en');
          if (!over) retry = setTimeout(load, RETRY_AFTER);
        },
      );
    }
    load();
    return () => {
      over = true;
      clearTimeout(retry);
    };
  }, [locale]);

  const shown = peekMessages(locale) ? locale : loaded;
  const text = useMemo(() => shown && describe(shown), [shown]);
  return text && <TextContext value={text}>{children}</TextContext>;
}
