/** Finds the digits of one phone number in what was typed or pasted, as the server does. */
import { fold, QUOTE } from '../digits';

export interface Written {
  readonly digits: string;
  readonly hasPlus: boolean;
  /** The digits without a trunk zero in brackets, as in `+44 (0) 7400`; null where there is none. */
  readonly withoutZero: string | null;
}

export type WrittenProblem = 'phone_impossible' | 'phone_long' | 'phone_extension';

const LONGEST_TEXT = 64;
const LONGEST_DIGITS = 20;
const EDGES = ` .,;:!${QUOTE}`;
// Words before an extension, in the languages of the form and a few more.
const EXTENSION_WORDS =
  'ext|extn|extension|int|interno|anexo|ramal|poste|durchwahl|dw|dahili|pause|wait|postd|isub|' +
  'доб|добавочный|вн|내선|内線|分机|分機|转|轉|داخلی|داخلي|تحويلة|एक्सटेंशन|विस्तार';
// A comma and `p` make a phone pause before it dials on, a semicolon and `w` make it wait.
const EXTENSIONS = new RegExp(
  '[,;]' +
    `|\\d[ .)/-]*(?:[pwx#]+|${EXTENSION_WORDS})[ .:=)-]*\\d{1,9}[ )#]*$` +
    '|\\d *[/~]+ *\\d{1,2}[ )]*$|\\d *\\([ #]*\\d{1,3} *\\)$',
  'iu',
);
const LETTER = /\p{L}/u;
const LABEL_BEHIND = /\([^\d()]*\p{L}[^\d()]*\)$/u;
const TRUNK_ZERO = /(\d[ .-]*)\( *0 *\)/g;

function trim(text: string, where: 'both' | 'end'): string {
  let start = 0;
  let end = text.length;
  while (where === 'both' && start < end && EDGES.includes(text.charAt(start))) start += 1;
  while (end > start && EDGES.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Leaves out what stands before the number: `tel:`, `TEL;TYPE=CELL:`, `Mobile`, a flag. */
function withoutLabel(text: string): string | null {
  const before = /^[^\d+]*/.exec(text)?.[0] ?? '';
  const rest = text.slice(before.length);
  if (!LETTER.test(before)) return before.replaceAll(QUOTE, '') + rest;
  const endsInLetter = /\p{L}$/u.test(before);
  return rest === '' || endsInLetter || /[*#]/.test(before) ? null : rest;
}

const bare = (number: string) => number.replace(/[ ()./~-]/g, '');

/** Reads what was typed; or tells what is wrong with it. */
export function readText(text: string): Written | WrittenProblem {
  if (Array.from(text).length > LONGEST_TEXT) return 'phone_long';
  let number = withoutLabel(trim(fold(text), 'both'));
  if (number === null) return 'phone_impossible';
  number = trim(number.replace(LABEL_BEHIND, ''), 'end');
  // Copied from a text that is written from right to left.
  if (/^[^+]+\+$/.test(number)) number = `+${number.slice(0, -1)}`;
  if (EXTENSIONS.test(number)) return 'phone_extension';
  const match = /^(\+?)(\d+)$/.exec(bare(number));
  if (!match) return 'phone_impossible';
  const [, plus = '', digits = ''] = match;
  if (digits.length > LONGEST_DIGITS) return 'phone_long';
  const withoutZero = number.replace(TRUNK_ZERO, '$1');
  return {
    digits,
    hasPlus: plus !== '',
    withoutZero: withoutZero === number ? null : bare(withoutZero).replace('+', ''),
  };
}
