import { normalizeText } from './normalizeText';

/**
 * Finds a code of `length` digits in what was typed, pasted or autofilled.
 *
 * Looks for a run of exactly `length` digits, then for such a run with single separators between its digits. Without
 * either it takes all digits in order, at most `length` of them.
 */
export function extractCode(text: string, length: number): string {
  const normalized = normalizeText(text);
  const plain = new RegExp(`(?:^|\\D)(\\d{${length}})(?!\\d)`).exec(normalized);
  const spaced =
    plain ?? new RegExp(`(?:^|\\D)(\\d(?:[ .-]?\\d){${length - 1}})(?!\\d)`).exec(normalized);
  return (spaced?.[1] ?? normalized).replace(/\D/g, '').slice(0, length);
}
