import { LANGUAGES, LOCALES, type Locale } from '../locales';
import { useText } from '../locales/text';
import styles from './App.module.css';

interface LanguageSelectProps {
  readonly value: Locale;
  readonly onChange: (locale: Locale) => void;
}

/** Lists every language under its own name. */
export function LanguageSelect({ value, onChange }: LanguageSelectProps) {
  const { t } = useText();
  return (
    <select
      className={styles.language}
      aria-label={t('language')}
      value={value}
      onChange={(event) => {
        onChange(event.target.value as Locale);
      }}
    >
      {LOCALES.map((locale) => (
        <option key={locale} value={locale} lang={locale}>
          {LANGUAGES[locale]}
        </option>
      ))}
    </select>
  );
}
