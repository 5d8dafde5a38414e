import cases from '../../../backend/tests/data/codes.json';
import { describe, expect, test } from 'vitest';
import { extractCode } from './code';

describe('UX 04, 05: the code is found in whatever was typed, pasted or filled in', () => {
  test.each([
    '123456',
    '123 456',
    '123-456',
    '12 34 56',
    '1 2 3 4 5 6',
    '123\u00a0456',
    '123–456',
    '  123456\n',
    'Your code is 123456',
    'Your code is 123-456.',
    '123456 is your Acme code',
    'Acme24: your code is 123456. Valid for 5 minutes.',
    'From +1 415 555 0100: 123456',
    '@verify.example #123456',
    '١٢٣٤٥٦',
    '۱۲۳۴۵۶',
    '१२३४५६',
    '１２３ ４５６',
  ])('%j', (text) => {
    expect(extractCode(text, 6)).toBe('123456');
  });
});

describe('UX 04, 05: the form reads the codes that the server reads', () => {
  test.each(cases.filter(({ code }) => code))('$why: $text', ({ text, length, code }) => {
    expect(extractCode(text, length)).toBe(code);
  });

  test.each(cases.filter(({ code }) => !code))(
    '$why: $text is not complete',
    ({ text, length }) => {
      expect(extractCode(text, length).length).toBeLessThan(length);
    },
  );
});

test('what is not complete yet is kept digit by digit', () => {
  expect(extractCode('12a3', 6)).toBe('123');
});

test('UX 03: a seventh digit is cut off after cleaning, not before', () => {
  expect(extractCode('123 4567', 6)).toBe('123456');
});

test.each([
  [4, 'Code 1234, order 987654', '1234'],
  [8, '1234 5678', '12345678'],
  [10, '1234567890', '1234567890'],
])('codes of %i digits', (length, text, code) => {
  expect(extractCode(text, length)).toBe(code);
});

test('nothing is made of a text without digits', () => {
  expect(extractCode('hello', 6)).toBe('');
});
