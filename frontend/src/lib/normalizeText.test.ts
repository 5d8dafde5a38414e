import { describe, expect, test } from 'vitest';
import { normalizeText } from './normalizeText';

describe('UX 05: digits of other scripts are read as digits', () => {
  test.each([
    ['Arabic-Indic', '٠١٢٣٤٥٦٧٨٩'],
    ['Persian', '۰۱۲۳۴۵۶۷۸۹'],
    ['Devanagari', '०१२३४५६७८९'],
    ['Thai', '๐๑๒๓๔๕๖๗๘๙'],
    ['full-width', '０１２３４５６７８９'],
    ['mathematical bold', '𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗'],
  ])('%s', (_, digits) => {
    expect(normalizeText(digits)).toBe('0123456789');
  });

  test('every script of the Basic Multilingual Plane', () => {
    const digits = Array.from({ length: 0x10000 }, (_, codePoint) => String.fromCharCode(codePoint))
      .filter((character) => /\p{Nd}/u.test(character))
      .join('');
    expect(normalizeText(digits)).toBe('0123456789'.repeat(digits.length / 10));
  });
});

test('letters and signs stay as they are', () => {
  expect(normalizeText('رمزك: ١٢٣ abc²½@')).toBe('رمزك: 123 abc²½@');
});

test('what is not seen is left out, and signs that look alike become one', () => {
  expect(normalizeText('\u202d１２\u00ad３\ufe0f\u202c')).toBe('123');
  expect(normalizeText('（１）ー・，／～')).toBe('(1)-.,/~');
  expect(normalizeText('“1”\u00a0☎')).toBe('"1" "');
});
