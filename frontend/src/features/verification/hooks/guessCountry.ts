import type { Config } from '../../../lib/api/types';

/** The country to begin with: the operator's choice, else that of the browser's languages, if served. */
export function guessCountry(config: Config, languages: readonly string[]): string {
  const { allowedCountries, defaultCountry } = config;
  const [first = '', ...others] = allowedCountries;
  if (others.length === 0) return first;
  // By hand: browsers may list what is no language tag, such as `en-US@posix`.
  const regions = languages.map((tag) => /-([A-Z]{2})\b/.exec(tag)?.[1]);
  return (
    [defaultCountry, ...regions].find((region) => region && allowedCountries.includes(region)) ?? ''
  );
}
