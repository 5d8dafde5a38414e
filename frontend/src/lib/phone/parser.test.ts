import max from 'libphonenumber-js/metadata.max.json';
import min from 'libphonenumber-js/metadata.min.json';
import { describe, expect, test } from 'vitest';
import { exampleNumber } from './examples';
import { checkNumber, formatNumber, typedCountry } from './parser';

describe('UX 11: a number may be typed as people write it', () => {
  test.each([
    ['(415) 555-0100', 'US'],
    ['415 555 0100', 'US'],
    ['415.555.0100', 'US'],
    ['+1 415 555 0100', ''],
    ['+1 (415) 555-0100', 'GB'],
    ['001 415 555 0100', ''],
    ['＋１ ４１５ ５５５ ０１００', ''],
    ['٤١٥ ٥٥٥ ٠١٠٠', 'US'],
  ])('%s with country "%s"', (text, country) => {
    expect(checkNumber(text, country)).toMatchObject({ possible: true, e164: '+14155550100' });
  });
});

describe('UX 12: only what cannot be a number is refused here', () => {
  test.each([
    ['415 555', 'US', 'phone_short'],
    ['415 555 0100 0000', 'US', 'phone_long'],
    ['hello', 'US', 'phone_impossible'],
    ['415 555 0100', '', 'country_empty'],
    ['+999 415 555 0100', 'US', 'phone_impossible'],
  ] as const)('%s with country "%s" is %s', (text, country, problem) => {
    expect(checkNumber(text, country)).toEqual({ possible: false, problem });
  });

  test('a number that is possible but not valid is left to the server', () => {
    expect(checkNumber('+1 200 555 0100', '')).toMatchObject({ possible: true });
  });

  test.each(['+61 2 5550 1234', '+44 20 7946 0123', '+61 491 570 006', '+46 70 174 06 05'])(
    'fixed lines and mobiles are possible: %s',
    (number) => {
      expect(checkNumber(number, '')).toMatchObject({ possible: true });
    },
  );

  test('the small metadata has the possible lengths of every kind of number', () => {
    const LENGTHS = 3;
    const lengths = (metadata: typeof max) =>
      Object.entries(metadata.countries).map(([country, plan]) => [
        country,
        (plan as unknown[])[LENGTHS],
      ]);
    expect(lengths(min)).toEqual(lengths(max));
  });
});

describe('UX 13: a typed country code tells the country', () => {
  test.each([
    ['+44 7700 900123', 'GB'],
    ['0044 7700 900123', 'GB'],
    ['+1 415 555 0100', 'US'],
    ['+1 416 555 0100', 'CA'],
    ['+61 491 570 006', 'AU'],
  ])('%s is %s', (number, country) => {
    expect(typedCountry(number, '')).toBe(country);
  });

  test.each([
    ['011 44 7400 123457', 'US', 'GB'],
    ['0044 7400 123457', 'SG', 'GB'],
    ['0044 74', 'DE', 'GB'],
    ['+44 74', 'US', 'GB'],
  ])('%s with %s in the list is %s', (number, chosen, country) => {
    expect(typedCountry(number, chosen)).toBe(country);
  });

  test('but not where an exit code makes two of it', () => {
    expect(typedCountry('0091 98455 50101', 'SG')).toBeUndefined();
    expect(typedCountry('0091 98455 50101', 'GB')).toBe('IN');
  });

  test.each(['', '+', '+4', '415 555 0100', '+999 1'])('"%s" leaves it open', (text) => {
    expect(typedCountry(text, 'US')).toBeUndefined();
  });
});

test.each(['AU', 'FR', 'GB', 'SE', 'US', 'DE'])(
  'UX 14: the example for %s is a possible number',
  (country) => {
    expect(checkNumber(exampleNumber(country), country)).toMatchObject({ possible: true });
  },
);

test('UX 14: examples come from ranges that nobody can own', () => {
  const reserved = [
    /^\+1\d{3}55501\d\d$/,
    /^\+61491570(006|110|15[6-9])$/,
    /^\+4670174060\d$/,
    /^\+447700900\d{3}$/,
    /^\+3363998\d{4}$/,
  ];
  for (const country of ['AU', 'FR', 'GB', 'SE', 'US', 'DE']) {
    const check = checkNumber(exampleNumber(country), country);
    expect(
      reserved.some((range) => check.possible && range.test(check.e164)),
      country,
    ).toBe(true);
  }
});

test('what may be missing is advised: the calling code, or the 9 of Argentina', () => {
  expect(checkNumber('61 491 570 006', 'US')).toMatchObject({ advice: 'phone_unclear' });
  expect(checkNumber('+54 11 2345 6789', '')).toMatchObject({ advice: 'phone_without_nine' });
  expect(checkNumber('+54 9 11 2345 6789', '')).toMatchObject({ advice: null });
});

test('numbers are shown spaced out', () => {
  expect(formatNumber('+14155550100')).toBe('+1 415 555 0100');
});
