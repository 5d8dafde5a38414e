import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { DialproofClient } from '../lib/api/client';
import type { Locale } from '../locales';
import { App } from './App';

/** Puts the page into the document. */
export function start(client: DialproofClient, locale: Locale): void {
  createRoot(document.getElementById('root') ?? document.body).render(
    <StrictMode>
      <App client={client} initialLocale={locale} />
    </StrictMode>,
  );
}
