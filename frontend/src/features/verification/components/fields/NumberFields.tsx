import { exampleNumber } from '../../../../lib/phone/examples';
import { useNumberParser } from '../../../../lib/hooks/useNumberParser';
import { useText } from '../../../../locales/text';
import type { Flow } from '../../flow/Flow';
import { fieldOf } from '../../machine/errors';
import type { PhoneState } from '../../machine/state';
import { CountrySelect } from './CountrySelect';
import { FieldMessage } from './FieldMessage';
import styles from './Field.module.css';

interface NumberFieldsProps {
  readonly state: PhoneState;
  readonly flow: Flow;
  readonly ids: { readonly phone: string; readonly country: string };
}

/** Country and number. A calling code typed with `+` selects its country in the list. */
export function NumberFields({ state, flow, ids }: NumberFieldsProps) {
  const { t } = useText();
  const [parser, preloadParser] = useNumberParser();
  const { config, draft, error } = state;
  const field = error && fieldOf(error);
  const messageId = `${ids.phone}-message`;
  const countryMessageId = `${ids.country}-message`;
  const typed = parser?.typedCountry(draft.number, draft.country) ?? '';
  const country = config.allowedCountries.includes(typed) ? typed : draft.country;
  const asksForCountry = country === '';

  return (
    <>
      <div>
        <label className={styles.label} htmlFor={ids.country}>
          {t('country')}
        </label>
        <CountrySelect
          id={ids.country}
          countries={config.allowedCountries}
          value={country}
          aria-invalid={asksForCountry && field === 'country'}
          aria-describedby={asksForCountry ? countryMessageId : undefined}
          onFocus={preloadParser}
          onChange={(event) => {
            flow.chooseCountry(event.target.value);
          }}
        />
        {asksForCountry && (
          <FieldMessage
            id={countryMessageId}
            error={field === 'country' ? error : null}
            brand={config.brand}
            hint={t('country_empty')}
          />
        )}
      </div>
      <div>
        <label className={styles.label} htmlFor={ids.phone}>
          {t('phone')}
        </label>
        <input
          id={ids.phone}
          className={styles.input}
          type="tel"
          autoComplete="tel"
          dir="ltr"
          value={draft.number}
          aria-invalid={field === 'phone'}
          aria-describedby={messageId}
          onFocus={preloadParser}
          onChange={(event) => {
            flow.editNumber(event.target.value);
          }}
        />
        <FieldMessage
          id={messageId}
          error={field === 'phone' ? error : null}
          brand={config.brand}
          hint={t('phoneHint', { example: exampleNumber(country) })}
        />
      </div>
    </>
  );
}
