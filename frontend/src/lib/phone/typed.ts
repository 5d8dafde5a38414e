/** Finds the digits of one phone number in typed or pasted text, as the server does. */
import { normalizeText, QUOTE } from '../normalizeText';

export interface TypedNumber {
  readonly digits: string;
  readonly hasPlus: boolean;
  /** The digits without a trunk zero in brackets, as in `+44 (0) 7400`; null where there is none. */
  readonly withoutTrunkZero: string | null;
}

export type TypedProblem = 'phone_impossible' | 'phone_long' | 'phone_extension';

const MAX_TEXT_LENGTH = 64;
const MAX_DIGITS = 20;
const TRIMMED_CHARACTERS = ` .,;:!${QUOTE}`;
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
const TRAILING_LABEL = /\([^\d()]*\p{L}[^\d()]*\)$/u;
const TRUNK_ZERO = /(\d[ .-]*)\( *0 *\)/g;

function trim(text: string, where: 'both' | 'end'): string {
  let start = 0;
  let end = text.length;
  while (where === 'both' && start < end && TRIMMED_CHARACTERS.includes(text.charAt(start)))
    start += 1;
  while (end > start && TRIMMED_CHARACTERS.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Removes what precedes the number: `tel:`, `TEL;TYPE=CELL:`, `Mobile`, a flag. */
function withoutLabel(text: string): string | null {
  const before = /^[^\d+]*/.exec(text)?.[0] ?? '';
  const rest = text.slice(before.length);
  if (!LETTER.test(before)) return before.replaceAll(QUOTE, '') + rest;
  const endsInLetter = /\p{L}$/u.test(before);
  return rest === '' || endsInLetter || /[*#]/.test(before) ? null : rest;
}

const stripSeparators = (number: string) => number.replace(/[ ()./~-]/g, '');

/** Returns the digits of the number, or what is wrong with the text. */
export function parseTypedNumber(text: string): TypedNumber | TypedProblem {
  if (Array.from(text).length > MAX_TEXT_LENGTH) return 'phone_long';
  let number = withoutLabel(trim(normalizeText(text), 'both'));
  if (number === null) return 'phone_impossible';
  number = trim(number.replace(TRAILING_LABEL, ''), 'end');
  // Copied from right-to-left text.
  if (/^[^+]+\+$/.test(number)) number = `+${number.slice(0, -1)}`;
  if (EXTENSIONS.test(number)) return 'phone_extension';
  const match = /^(\+?)(\d+)$/.exec(stripSeparators(number));
  if (!match) return 'phone_impossible';
  const [, plus = '', digits = ''] = match;
  if (digits.length > MAX_DIGITS) return 'phone_long';
  const withoutTrunkZero = number.replace(TRUNK_ZERO, '$1');
  return {
    digits,
    hasPlus: plus !== '',
    withoutTrunkZero:
      withoutTrunkZero === number ? null : stripSeparators(withoutTrunkZero).replace('+', ''),
  };
}
