import { expect, test } from 'vitest';
import { listCountries } from './countries';

test.each([
  ['en', ['Austria', 'Germany', 'Sweden']],
  ['de', ['Deutschland', 'Österreich', 'Schweden']],
  ['fr', ['Allemagne', 'Autriche', 'Suède']],
])('UX 13: countries are named and sorted in %s', (locale, names) => {
  expect(listCountries(['SE', 'DE', 'AT'], locale).map(({ name }) => name)).toEqual(names);
});
