import { useMemo, type ComponentProps } from 'react';
import { listCountries } from '../../../lib/phone/countries';
import { useText } from '../../../locales/text';
import styles from './Flow.module.css';

interface CountrySelectProps extends ComponentProps<'select'> {
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
}

/** A native list of countries, in the visitor's language and order. */
export function CountrySelect({ countries, ...rest }: CountrySelectProps) {
  const { locale, t } = useText();
  const options = useMemo(() => listCountries(countries, locale), [countries, locale]);
  return (
    <div className={styles.select}>
      <select {...rest} className={styles.input} autoComplete="country">
        <option value="">{t('countryChoose')}</option>
        {options.map(({ region, name }) => (
          <option key={region} value={region}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
