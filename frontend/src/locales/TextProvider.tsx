import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useServerMarkup } from '../lib/hooks/useServerMarkup';
import { createTranslate } from '../lib/i18n/translate';
import { isRightToLeft, loadMessages, loadedMessages, type Locale } from './index';
import type { Source } from './source';
import { TextContext, type Text } from './text';

const RETRY_AFTER = 5_000;

interface TextProviderProps {
  readonly locale: Locale;
  readonly children: ReactNode;
}

function describe(locale: Locale): Text | null {
  const messages = loadedMessages(locale);
  if (!messages) return null;
  const rightToLeft = isRightToLeft(locale);
  const t = createTranslate<Source>(messages, locale, rightToLeft);
  const has = (key: string): key is keyof Source => key in messages;
  return { locale, dir: rightToLeft ? 'rtl' : 'ltr', t, has };
}

/**
 * Loads a language and provides its texts to the children.
 *
 * Renders nothing until the first language has loaded; a change of language keeps the old one until then. If a language
 * fails to load, the page stays in the current one, or in English, and tries again every few seconds. A server renders
 * English, which the browser keeps until the language has loaded.
 */
export function TextProvider({ locale, children }: TextProviderProps) {
  const serverMarkup = useServerMarkup();
  const [loaded, setLoaded] = useState<Locale | null>(serverMarkup ? 'en' : null);
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    let unmounted = false;
    function load() {
      loadMessages(locale).then(
        () => {
          setLoaded(locale);
        },
        () => {
          setLoaded((before) => before ?? 'en');
          if (!unmounted) retry = setTimeout(load, RETRY_AFTER);
        },
      );
    }
    load();
    return () => {
      unmounted = true;
      clearTimeout(retry);
    };
  }, [locale]);

  const shown = !serverMarkup && loadedMessages(locale) ? locale : loaded;
  const text = useMemo(() => shown && describe(shown), [shown]);
  return text && <TextContext value={text}>{children}</TextContext>;
}
