/**
 * Parses phone numbers. The metadata is large, so this module is loaded on demand only.
 *
 * It tells whether a number is possible; the server decides whether it is valid.
 */
import parse from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min.json';
import { startsWithExitCode, readNumber, type ReadingProblem } from './reading';
import { parseTypedNumber, type TypedProblem } from './typed';

/** A more precise message for a number that the server rejects. */
export type NumberAdvice = 'phone_unclear' | 'phone_without_nine';

type NumberCheck =
  /** `country` is that of the number where it is known, else the selected one. */
  | {
      readonly possible: true;
      readonly e164: string;
      readonly country: string;
      readonly advice: NumberAdvice | null;
    }
  | { readonly possible: false; readonly problem: ReadingProblem | TypedProblem };

/** Tells whether `text` is a possible number of `country` (a typed `+` overrides that). */
export function checkNumber(text: string, country: string): NumberCheck {
  const typed = parseTypedNumber(text);
  if (typeof typed === 'string') return { possible: false, problem: typed };
  const reading = readNumber(typed, country);
  if ('problem' in reading) return { possible: false, problem: reading.problem };
  const { number, ambiguous } = reading;
  // A mobile of Argentina without its 9 is a fixed line.
  const lacksNine = number.country === 'AR' && !number.nationalNumber.startsWith('9');
  return {
    possible: true,
    e164: number.number,
    country: number.country ?? country,
    advice: ambiguous ? 'phone_unclear' : lacksNine ? 'phone_without_nine' : null,
  };
}

/**
 * The country of a number that was typed with `+` or an exit code; undefined while it is not certain.
 * `chosen` is the country selected in the list.
 */
export function typedCountry(text: string, chosen: string): string | undefined {
  const typed = parseTypedNumber(text);
  if (typeof typed === 'string') return undefined;
  const { digits, hasPlus } = typed;
  if (!hasPlus && !startsWithExitCode(digits, chosen)) return undefined;
  const reading = readNumber(typed, chosen);
  if ('number' in reading && reading.ambiguous) return undefined;
  const number =
    'number' in reading ? reading.number : parse(`+${digits.replace(/^00/, '')}`, metadata);
  if (!number) return undefined;
  return number.country ?? metadata.country_calling_codes[number.countryCallingCode]?.[0];
}

/** Formats an E.164 number with spaces. */
export function formatNumber(e164: string): string {
  return parse(e164, metadata)?.formatInternational() ?? e164;
}
