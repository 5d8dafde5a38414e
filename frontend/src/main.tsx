import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { chooseLocale } from './app/locale';
import { createClient } from './lib/api/client';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <App client={createClient()} initialLocale={chooseLocale()} />
  </StrictMode>,
);
