/**
 * Reads phone numbers. The metadata is heavy, so this module is only ever loaded on demand.
 *
 * It tells what is possible. What is valid, the server decides.
 */
import parse from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min.json';
import { leaves, read, type ReadingProblem } from './reading';
import { readText, type WrittenProblem } from './written';

/** What to tell when the server does not take the number, as this page may know better why. */
export type NumberAdvice = 'phone_unclear' | 'phone_without_nine';

type NumberCheck =
  /** The country is the number's own where that is known, else the one that was chosen. */
  | {
      readonly possible: true;
      readonly e164: string;
      readonly country: string;
      readonly advice: NumberAdvice | null;
    }
  | { readonly possible: false; readonly problem: ReadingProblem | WrittenProblem };

/** Tells whether `text` can be a number of `country` (which a typed `+` overrides). */
export function checkNumber(text: string, country: string): NumberCheck {
  const written = readText(text);
  if (typeof written === 'string') return { possible: false, problem: written };
  const reading = read(written, country);
  if ('problem' in reading) return { possible: false, problem: reading.problem };
  const { number, unclear } = reading;
  // A mobile of Argentina without its 9 is a fixed line.
  const lacksNine = number.country === 'AR' && !number.nationalNumber.startsWith('9');
  return {
    possible: true,
    e164: number.number,
    country: number.country ?? country,
    advice: unclear ? 'phone_unclear' : lacksNine ? 'phone_without_nine' : null,
  };
}

/**
 * The country of a number that was typed with `+` or an exit code; undefined as long as that is open.
 * `chosen` is the country in the list.
 */
export function typedCountry(text: string, chosen: string): string | undefined {
  const written = readText(text);
  if (typeof written === 'string') return undefined;
  const { digits, hasPlus } = written;
  if (!hasPlus && !leaves(digits, chosen)) return undefined;
  const reading = read(written, chosen);
  if ('number' in reading && reading.unclear) return undefined;
  const number =
    'number' in reading ? reading.number : parse(`+${digits.replace(/^00/, '')}`, metadata);
  if (!number) return undefined;
  return number.country ?? metadata.country_calling_codes[number.countryCallingCode]?.[0];
}

/** Spaces out an E.164 number as people read it. */
export function formatNumber(e164: string): string {
  return parse(e164, metadata)?.formatInternational() ?? e164;
}
