import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { PhoneVerification, type VerifiedNumber } from 'dialproof';
import 'dialproof/style.css';
import '../page.css';
import { Choice } from './Choice';

const apiUrl = import.meta.env.VITE_API_URL as string;

const THEMES = ['auto', 'light', 'dark'] as const;
const LOCALES = ['', 'en', 'es', 'fr', 'de', 'pt-BR', 'ar', 'hi', 'zh-Hans'] as const;

function Page() {
  const [theme, setTheme] = useState<(typeof THEMES)[number]>('auto');
  const [locale, setLocale] = useState<(typeof LOCALES)[number]>('');
  const [news, setNews] = useState('Nothing yet.');
  const [shown, setShown] = useState(true);

  function onVerified({ phoneNumber }: VerifiedNumber) {
    setNews(`Verified: ${phoneNumber}`);
  }
  function onCancel() {
    setNews('Cancelled.');
  }
  return (
    <>
      <header>
        <p>Old Mill Bakery</p>
      </header>
      <main>
        <section>
          <h1>One more step to your order</h1>
          <p>This page uses React, and the form is one of its components.</p>
          <fieldset>
            <legend>What the page tells the form</legend>
            <Choice label="Language" value={locale} options={LOCALES} onChoose={setLocale} />
            <Choice label="Theme" value={theme} options={THEMES} onChoose={setTheme} />
            <button
              type="button"
              onClick={() => {
                setShown(!shown);
              }}
            >
              {shown ? 'Take the form away' : 'Bring the form back'}
            </button>
          </fieldset>
          <p role="status">{news}</p>
        </section>
        <div className="form">
          {shown && (
            <PhoneVerification
              apiUrl={apiUrl}
              theme={theme}
              locale={locale}
              onVerified={onVerified}
              onCancel={onCancel}
            />
          )}
        </div>
      </main>
    </>
  );
}

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no element with the id "page".');
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
