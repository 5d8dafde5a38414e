/**
 * Normalizes text from keyboards, contacts, documents and chat programs to ASCII digits and a few plain signs.
 *
 * The server does the same (`dialproof/text_normalization.py`); the lists in `backend/tests/data` test both.
 */

/** Stands for quotation marks, angle brackets, emoji and other decoration. */
export const QUOTE = '"';

// Invisible characters: direction marks, zero-width spaces, fillers, variation selectors, the frame of a keycap.
const INVISIBLE = /\p{Cf}|\p{Default_Ignorable_Code_Point}|\u20e3/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
// Characters that people type for a plain sign, then the categories of Unicode. The long vowel signs and the Korean vowel
// are typed for a hyphen.
const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/[\t\n\v\f\r\u0085]/g, ' '],
  [/[\u207a\ufb29\ufe62\u2795]/g, '+'],
  [/[\u2043\u207b\u02d7\u2212\u2500\u2501\u2796\u30fc\uff70\u3161]/g, '-'],
  [/[\u223c\u2053\u301c]/g, '~'],
  [/[\u2044\u2215]/g, '/'],
  [/[\u00b7\u0387\u06d4\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\ufe52\uff61\uff65]/g, '.'],
  [/[\u060c\u201a\u3001\ufe50\ufe51\uff64]/g, ','],
  [/[\u037e\u061b\ufe54]/g, ';'],
  [/[\u2236\ua789\ufe55]/g, ':'],
  [/\ufe5f/g, '#'],
  [/\ufe61/g, '*'],
  [/['<>\p{Pi}\p{Pf}\p{So}\p{Sk}]/gu, QUOTE],
  [/\p{Z}/gu, ' '],
  [/\p{Pd}/gu, '-'],
  [/\p{Ps}/gu, '('],
  [/\p{Pe}/gu, ')'],
];
const DECIMAL_DIGIT = /\p{Nd}/u;

/**
 * In Unicode the ten digits of a script start at a code point that ends in 0 or 6. The exception, mathematical digits,
 * becomes ASCII by NFKC.
 */
function toAsciiDigit(digit: string): string {
  const plain = digit.normalize('NFKC');
  if (plain >= '0' && plain <= '9') return plain;
  const codePoint = digit.codePointAt(0) ?? 0;
  const row = codePoint - (codePoint % 16);
  const zero = DECIMAL_DIGIT.test(String.fromCodePoint(row)) ? row : row + 6;
  return String(codePoint - zero);
}

/**
 * Converts digits of any script to ASCII; spaces, dashes, brackets and points to one sign each; and removes
 * invisible characters. Letters and all other signs stay unchanged.
 */
export function normalizeText(text: string): string {
  const plain = text
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(INVISIBLE, '');
  return LOOK_ALIKES.reduce((folded, [alike, sign]) => folded.replace(alike, sign), plain).replace(
    /\p{Nd}/gu,
    toAsciiDigit,
  );
}
