import { toAsciiDigits } from './digits';

/**
 * Finds a code of `length` digits in what was typed, pasted or autofilled.
 *
 * A run of exactly `length` digits wins, then such a run with spaces or hyphens in it; failing both,
 * all digits are taken in order. The answer is never longer than `length`.
 */
export function extractCode(text: string, length: number): string {
  const ascii = toAsciiDigits(text);
  const plain = new RegExp(`(?<!\\d)\\d{${length}}(?!\\d)`).exec(ascii);
  const spaced =
    plain ?? new RegExp(`(?<!\\d)\\d(?:[\\s\\p{Pd}]?\\d){${length - 1}}(?!\\d)`, 'u').exec(ascii);
  return (spaced?.[0] ?? ascii).replace(/\D/g, '').slice(0, length);
}
