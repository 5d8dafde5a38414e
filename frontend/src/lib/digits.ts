const DECIMAL_DIGIT = /\p{Nd}/u;

/**
 * Replaces the decimal digits of every script by ASCII digits; the rest of the text stays.
 *
 * Unicode keeps the ten digits of a script in a row that begins at a code point ending in 0 or 6;
 * what does not (mathematical digits) is turned into ASCII by NFKC, as are full-width forms.
 */
export function toAsciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const codePoint = digit.codePointAt(0) ?? 0;
    const row = codePoint - (codePoint % 16);
    const zero = DECIMAL_DIGIT.test(String.fromCodePoint(row)) ? row : row + 6;
    return String(codePoint - zero);
  });
}
