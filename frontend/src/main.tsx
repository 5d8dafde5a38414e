import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import styles from './app/App.module.css';
import { chooseLocale } from './app/locale';
import theme from './components/theme.module.css';
import { createClient } from './lib/api/client';

document.body.className = `${theme.theme} ${styles.root}`;
const app = <App client={createClient()} initialLocale={chooseLocale()} />;
createRoot(document.getElementById('root') ?? document.body).render(
  import.meta.env.DEV ? <StrictMode>{app}</StrictMode> : app,
);
