/** A country in a list. `region` is ISO 3166-1 alpha-2. */
interface CountryOption {
  readonly region: string;
  readonly name: string;
}

/** Names countries in a language and sorts them as its readers expect. */
export function listCountries(regions: readonly string[], locale: string): CountryOption[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const { compare } = new Intl.Collator(locale);
  return regions
    .map((region) => ({ region, name: names.of(region) ?? region }))
    .sort((one, other) => compare(one.name, other.name));
}
