import { fold } from './digits';

/**
 * Finds a code of `length` digits in what was typed, pasted or autofilled.
 *
 * A run of exactly `length` digits wins, then such a run with single signs between its digits; failing both,
 * all digits are taken in order. The answer is never longer than `length`.
 */
export function extractCode(text: string, length: number): string {
  const folded = fold(text);
  const plain = new RegExp(`(?:^|\\D)(\\d{${length}})(?!\\d)`).exec(folded);
  const spaced =
    plain ?? new RegExp(`(?:^|\\D)(\\d(?:[ .-]?\\d){${length - 1}})(?!\\d)`).exec(folded);
  return (spaced?.[1] ?? folded).replace(/\D/g, '').slice(0, length);
}
