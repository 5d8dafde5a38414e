import { useDeferredValue, useMemo, type ComponentProps } from 'react';
import { listCountries } from '../../../../lib/phone/countries';
import { useText } from '../../../../locales/text';
import styles from './CountrySelect.module.css';
import field from './Field.module.css';

interface CountrySelectProps extends ComponentProps<'select'> {
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  /** One of `countries`, or empty. */
  readonly value: string;
}

/**
 * A native list of countries, in the visitor's language and order.
 *
 * Naming and sorting all countries is the slowest work of the page. The form therefore renders with the selected country
 * alone, and with all of them right after; typing a number does not repeat that work.
 */
export function CountrySelect({ countries, value, ...rest }: CountrySelectProps) {
  const { locale, t } = useText();
  const listed = useDeferredValue(countries, [value].filter(Boolean));
  const options = useMemo(
    () =>
      listCountries(listed, locale).map(({ region, name }) => (
        <option key={region} value={region}>
          {name}
        </option>
      )),
    [listed, locale],
  );
  return (
    <div className={styles.select}>
      <select
        {...rest}
        value={value}
        className={`${field.input} ${styles.list}`}
        autoComplete="country"
      >
        <option value="">{t('countryChoose')}</option>
        {options}
      </select>
    </div>
  );
}
