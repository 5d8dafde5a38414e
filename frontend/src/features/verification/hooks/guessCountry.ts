import type { Config } from '../../../lib/api/types';

/** The country to begin with: the operator's choice, else that of the browser's languages, if served. */
export function guessCountry(config: Config, languages: readonly string[]): string {
  const { allowedCountries, defaultCountry } = config;
  const regions = languages.map((tag) => new Intl.Locale(tag).region ?? '');
  const [only] = allowedCountries.length === 1 ? allowedCountries : [];
  const candidates = [defaultCountry ?? '', ...regions, only ?? ''];
  return candidates.find((region) => allowedCountries.includes(region)) ?? '';
}
