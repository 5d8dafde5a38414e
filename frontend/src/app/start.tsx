import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { DialproofClient } from '../lib/api/client';
import type { Locale } from '../locales';
import theme from '../components/theme.module.css';
import { App } from './App';
import styles from './App.module.css';

/** Puts the page into the document. */
export function start(client: DialproofClient, locale: Locale): void {
  document.body.className = `${theme.theme} ${styles.root}`;
  const app = <App client={client} initialLocale={locale} />;
  createRoot(document.getElementById('root') ?? document.body).render(
    import.meta.env.DEV ? <StrictMode>{app}</StrictMode> : app,
  );
}
