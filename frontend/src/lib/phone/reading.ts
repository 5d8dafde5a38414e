/**
 * Decides which number the typed digits mean, by the rules of the server (`dialproof/phone/reading.py`).
 *
 * The metadata here has the lengths and the general pattern of each country's numbers, but no line types. Doubtful
 * numbers are sent to the server, which decides.
 */
import parse, {
  Metadata,
  validatePhoneNumberLength,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min.json';
import type { TypedNumber } from './typed';

export type ReadingProblem = 'country_empty' | 'phone_short' | 'phone_long' | 'phone_impossible';

export type Reading =
  /** `ambiguous` when the digits can also be read as another number: the server may ask for the country. */
  | { readonly number: PhoneNumber; readonly ambiguous: boolean }
  | { readonly problem: ReadingProblem };

const EXIT_CODE = '00';
const MAX_E164_DIGITS = 15;

const isNumber = (reading: Reading): reading is Extract<Reading, { number: PhoneNumber }> =>
  'number' in reading;
const isValid = (reading: Reading) => isNumber(reading) && reading.number.isValid();

/** Parses digits: with `+`, or as a number of `country`. */
function readAs(text: string, country?: CountryCode): Reading {
  const options = country === undefined ? {} : { defaultCountry: country };
  const problem = validatePhoneNumberLength(text, options, metadata);
  const number = problem === undefined ? parse(text, options, metadata) : undefined;
  if (number && number.number.length > MAX_E164_DIGITS + 1) return { problem: 'phone_long' };
  if (number) return { number, ambiguous: false };
  if (problem === 'TOO_SHORT') return { problem: 'phone_short' };
  return { problem: problem === 'TOO_LONG' ? 'phone_long' : 'phone_impossible' };
}

/** Takes the first valid reading, else the first possible one. */
function chooseReading(readings: readonly [Reading, ...Reading[]]): Reading {
  const valid = readings.filter(isNumber).filter(isValid);
  const [best = readings.find(isNumber)] = valid;
  if (!best) return readings[0];
  return { ...best, ambiguous: valid.some(({ number }) => number.number !== best.number.number) };
}

function planOf(country: CountryCode) {
  const plans = new Metadata(metadata);
  plans.selectNumberingPlan(country);
  return plans.numberingPlan;
}

/** The digits after `00`, and after the country's own exit code. */
function afterExitCode(digits: string, country: CountryCode): string[] {
  const own = new RegExp(`^(?:${planOf(country)?.IDDPrefix() ?? EXIT_CODE})`).exec(digits);
  const ends = [digits.startsWith(EXIT_CODE) ? EXIT_CODE.length : 0, own ? own[0].length : 0];
  return [...new Set(ends)].filter((end) => end > 0).map((end) => digits.slice(end));
}

const hasOneDigitTooMany = (digits: string, country: CountryCode) =>
  Array.from(digits, (_, place) => digits.slice(0, place) + digits.slice(place + 1)).some((fewer) =>
    isNumber(readAs(fewer, country)),
  );

/** True when digits without `+` start with an exit code, and so are no number of `country`. */
export const startsWithExitCode = (digits: string, country: string) =>
  country === ''
    ? digits.startsWith(EXIT_CODE)
    : afterExitCode(digits, country as CountryCode).length > 0;

/** Reads a number; `country` (ISO 3166-1 alpha-2) is the selected one, or empty. */
export function readNumber(
  { digits, hasPlus, withoutTrunkZero }: TypedNumber,
  country: string,
): Reading {
  const variants: readonly [string, ...string[]] =
    withoutTrunkZero === null ? [digits] : [digits, withoutTrunkZero];
  const readInternational = (text: string) => readAs(`+${text}`);
  if (hasPlus || (country === '' && digits.startsWith(EXIT_CODE))) {
    const [first, ...rest] = variants;
    const withoutZeros = (text: string) => readInternational(text.replace(/^00/, ''));
    return chooseReading([withoutZeros(first), ...rest.map(withoutZeros)]);
  }
  if (country === '') return { problem: 'country_empty' };
  const chosen = country as CountryCode;
  const [first, ...rest] = variants.flatMap((text) => afterExitCode(text, chosen));
  if (first !== undefined)
    return chooseReading([readInternational(first), ...rest.map(readInternational)]);
  const national = readAs(digits, chosen);
  if (isNumber(national) || national.problem === 'phone_short') return national;
  const international = readInternational(digits);
  if (!isNumber(international) || !isValid(international)) return national;
  return { ...international, ambiguous: hasOneDigitTooMany(digits, chosen) };
}
