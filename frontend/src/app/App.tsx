import { useLayoutEffect, useState } from 'react';
import { PhoneVerification, type View } from '../features/verification/PhoneVerification';
import { useStepHistory } from '../features/verification/hooks/useStepHistory';
import type { DialproofClient } from '../lib/api/client';
import type { Locale } from '../locales';
import { TextProvider } from '../locales/TextProvider';
import { useText } from '../locales/text';
import styles from './App.module.css';
import { LanguageSelect } from './LanguageSelect';
import { rememberLocale } from './locale';

interface AppProps {
  readonly client: DialproofClient;
  readonly initialLocale: Locale;
}

/** The page: the brand, the language list and the flow. */
export function App({ client, initialLocale }: AppProps) {
  const [locale, setLocale] = useState(initialLocale);
  return (
    <TextProvider locale={locale}>
      <Page
        client={client}
        locale={locale}
        onLocale={(chosen) => {
          rememberLocale(chosen);
          setLocale(chosen);
        }}
      />
    </TextProvider>
  );
}

interface PageProps {
  readonly client: DialproofClient;
  readonly locale: Locale;
  readonly onLocale: (locale: Locale) => void;
}

function Page({ client, locale, onLocale }: PageProps) {
  const text = useText();
  const [brand, setBrand] = useState('');
  const syncHistory = useStepHistory();
  const onView = (view: View) => {
    const { title, brand: known } = view;
    setBrand((before) => known || before);
    document.title = known === '' ? title : `${title} – ${known}`;
    syncHistory(view);
  };
  useLayoutEffect(() => {
    document.documentElement.lang = text.locale;
    document.documentElement.dir = text.dir;
  }, [text]);
  return (
    <>
      <header className={styles.header}>
        <p className={styles.brand}>{brand}</p>
        <LanguageSelect value={text.locale} onChange={onLocale} />
      </header>
      <main className={styles.main}>
        <PhoneVerification client={client} locale={locale} onView={onView} />
      </main>
    </>
  );
}
