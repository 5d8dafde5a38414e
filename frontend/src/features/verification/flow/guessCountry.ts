import type { Config } from '../../../lib/api/types';

/** The country to select at first: the operator's default, else that of the browser's languages, if served. */
export function guessCountry(config: Config, languages: readonly string[]): string {
  const { allowedCountries, defaultCountry } = config;
  const [first = '', ...others] = allowedCountries;
  if (others.length === 0) return first;
  // Not with Intl.Locale, which throws: browsers may list invalid language tags, such as `en-US@posix`.
  const regions = languages.map((tag) => /-([A-Z]{2})\b/.exec(tag)?.[1]);
  return (
    [defaultCountry, ...regions].find((region) => region && allowedCountries.includes(region)) ?? ''
  );
}
