/**
 * Decides which number some digits are, by the rules of the server (`dialproof/phone/reading.py`).
 *
 * The metadata here knows the lengths and the outline of each country's numbers, and no kinds of lines: what
 * is doubtful is passed on, and the server decides.
 */
import parse, {
  Metadata,
  validatePhoneNumberLength,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min.json';
import type { Written } from './written';

export type ReadingProblem = 'country_empty' | 'phone_short' | 'phone_long' | 'phone_impossible';

export type Reading =
  /** `unclear` where the digits can be understood in another way too: the server may ask. */
  | { readonly number: PhoneNumber; readonly unclear: boolean }
  | { readonly problem: ReadingProblem };

const EXIT_CODE = '00';
const MOST_DIGITS = 15;

const isNumber = (reading: Reading): reading is Extract<Reading, { number: PhoneNumber }> =>
  'number' in reading;
const isValid = (reading: Reading) => isNumber(reading) && reading.number.isValid();

/** Reads digits as they stand: with `+`, or as a number of `country`. */
function readAs(text: string, country?: CountryCode): Reading {
  const options = country === undefined ? {} : { defaultCountry: country };
  const problem = validatePhoneNumberLength(text, options, metadata);
  const number = problem === undefined ? parse(text, options, metadata) : undefined;
  if (number && number.number.length > MOST_DIGITS + 1) return { problem: 'phone_long' };
  if (number) return { number, unclear: false };
  if (problem === 'TOO_SHORT') return { problem: 'phone_short' };
  return { problem: problem === 'TOO_LONG' ? 'phone_long' : 'phone_impossible' };
}

/** Takes the only valid reading, failing that the first possible one. */
function oneOf(readings: readonly [Reading, ...Reading[]]): Reading {
  const valid = readings.filter(isNumber).filter(isValid);
  const [best = readings.find(isNumber)] = valid;
  if (!best) return readings[0];
  return { ...best, unclear: valid.some(({ number }) => number.number !== best.number.number) };
}

function planOf(country: CountryCode) {
  const plans = new Metadata(metadata);
  plans.selectNumberingPlan(country);
  return plans.numberingPlan;
}

/** What follows `00`, and what follows the country's own exit code; `00` comes first. */
function behindExitCodes(digits: string, country: CountryCode): string[] {
  const own = new RegExp(`^(?:${planOf(country)?.IDDPrefix() ?? EXIT_CODE})`).exec(digits);
  const ends = [digits.startsWith(EXIT_CODE) ? EXIT_CODE.length : 0, own ? own[0].length : 0];
  return [...new Set(ends)].filter((end) => end > 0).map((end) => digits.slice(end));
}

const isOneTooMany = (digits: string, country: CountryCode) =>
  Array.from(digits, (_, place) => digits.slice(0, place) + digits.slice(place + 1)).some((fewer) =>
    isNumber(readAs(fewer, country)),
  );

/** True when digits without `+` say by themselves that they are no number of `country`. */
export const leaves = (digits: string, country: string) =>
  country === ''
    ? digits.startsWith(EXIT_CODE)
    : behindExitCodes(digits, country as CountryCode).length > 0;

/** Reads a number; `country` (ISO 3166-1 alpha-2) is the chosen one, or empty. */
export function read({ digits, hasPlus, withoutZero }: Written, country: string): Reading {
  const variants: readonly [string, ...string[]] =
    withoutZero === null ? [digits] : [digits, withoutZero];
  const international = (text: string) => readAs(`+${text}`);
  if (hasPlus || (country === '' && digits.startsWith(EXIT_CODE))) {
    const [first, ...rest] = variants;
    const plain = (text: string) => international(text.replace(/^00/, ''));
    return oneOf([plain(first), ...rest.map(plain)]);
  }
  if (country === '') return { problem: 'country_empty' };
  const chosen = country as CountryCode;
  const [first, ...rest] = variants.flatMap((text) => behindExitCodes(text, chosen));
  if (first !== undefined) return oneOf([international(first), ...rest.map(international)]);
  const home = readAs(digits, chosen);
  if (isNumber(home) || home.problem === 'phone_short') return home;
  const abroad = international(digits);
  if (!isNumber(abroad) || !isValid(abroad)) return home;
  return { ...abroad, unclear: isOneTooMany(digits, chosen) };
}
