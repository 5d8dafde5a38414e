import type { Config } from '../../../lib/api/types';

/** The country to begin with: the operator's choice, else that of the browser's languages, if served. */
export function guessCountry(config: Config, languages: readonly string[]): string {
  const { allowedCountries, defaultCountry } = config;
  const [first = '', ...others] = allowedCountries;
  if (others.length === 0) return first;
  const regions = languages.map((tag) => new Intl.Locale(tag).region);
  return (
    [defaultCountry, ...regions].find((region) => region && allowedCountries.includes(region)) ?? ''
  );
}
