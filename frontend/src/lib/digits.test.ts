import { describe, expect, test } from 'vitest';
import { toAsciiDigits } from './digits';

describe('UX 05: digits of other scripts are read as digits', () => {
  test.each([
    ['Arabic-Indic', '٠١٢٣٤٥٦٧٨٩'],
    ['Persian', '۰۱۲۳۴۵۶۷۸۹'],
    ['Devanagari', '०१२३४५६७८९'],
    ['Thai', '๐๑๒๓๔๕๖๗๘๙'],
    ['full-width', '０１２３４５６７８９'],
    ['mathematical bold', '𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗'],
  ])('%s', (_, digits) => {
    expect(toAsciiDigits(digits)).toBe('0123456789');
  });

  test('every script of the Basic Multilingual Plane', () => {
    const digits = Array.from({ length: 0x10000 }, (_, codePoint) => String.fromCharCode(codePoint))
      .filter((character) => /\p{Nd}/u.test(character))
      .join('');
    expect(toAsciiDigits(digits)).toBe('0123456789'.repeat(digits.length / 10));
  });
});

test('the rest of the text stays as it is', () => {
  expect(toAsciiDigits('رمزك: ١٢٣ abc')).toBe('رمزك: 123 abc');
});
