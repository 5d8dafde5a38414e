/**
 * Reads phone numbers. The metadata is heavy, so this module is only ever loaded on demand.
 *
 * It holds the lengths of every kind of number, fixed lines included: enough to tell what is possible.
 * What is valid, the server decides.
 */
import parse, { validatePhoneNumberLength, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min.json';
import { toAsciiDigits } from '../digits';

type NumberProblem = 'country_empty' | 'phone_short' | 'phone_long' | 'phone_impossible';

type NumberCheck =
  /** The country is the number's own where that is known, else the one that was chosen. */
  | { readonly possible: true; readonly e164: string; readonly country: string }
  | { readonly possible: false; readonly problem: NumberProblem };

// The international prefix of most countries, understood everywhere, as the server does.
const normalise = (text: string) => toAsciiDigits(text).trim().replace(/^00/, '+');

const options = (country: string) =>
  country === '' ? {} : { defaultCountry: country as CountryCode };

/** Tells whether `text` can be a number of `country` (which a typed `+` overrides). */
export function checkNumber(text: string, country: string): NumberCheck {
  const number = normalise(text);
  const problem = validatePhoneNumberLength(number, options(country), metadata);
  const parsed = problem === undefined && parse(number, options(country), metadata);
  if (parsed) {
    return { possible: true, e164: parsed.number, country: parsed.country ?? country };
  }
  switch (problem) {
    case 'TOO_SHORT':
      return { possible: false, problem: 'phone_short' };
    case 'TOO_LONG':
      return { possible: false, problem: 'phone_long' };
    case 'INVALID_COUNTRY':
      return {
        possible: false,
        problem: number.startsWith('+') ? 'phone_impossible' : 'country_empty',
      };
    default:
      return { possible: false, problem: 'phone_impossible' };
  }
}

/** The country of a number that was typed with `+` or `00`; undefined as long as that is open. */
export function typedCountry(text: string): string | undefined {
  const number = normalise(text);
  if (!number.startsWith('+')) return undefined;
  const parsed = parse(number, metadata);
  if (!parsed) return undefined;
  return parsed.country ?? metadata.country_calling_codes[parsed.countryCallingCode]?.[0];
}

/** Spaces out an E.164 number as people read it. */
export function formatNumber(e164: string): string {
  return parse(e164, metadata)?.formatInternational() ?? e164;
}
