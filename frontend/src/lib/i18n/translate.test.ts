import { describe, expect, test } from 'vitest';
import { formatCountdown, formatRelativeTime } from './formats';
import { createTranslate } from './translate';

const source = {
  plain: 'Hello',
  named: 'Hello {name}, {name}!',
  counted: { one: '{count} try', other: '{count} tries' },
} as const;

describe('texts', () => {
  const t = createTranslate<typeof source>(source, 'en');

  test('placeholders are filled, each time they occur', () => {
    expect(t('named', { name: 'Ada' })).toBe('Hello Ada, Ada!');
  });

  test.each([
    [1, '1 try'],
    [2, '2 tries'],
    [0, '0 tries'],
  ])('the plural of %i', (count, words) => {
    expect(t('counted', { count })).toBe(words);
  });

  test('languages with more plural forms use theirs', () => {
    const forms = { one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
    const arabic = createTranslate<typeof source>({ ...source, counted: forms }, 'ar');
    expect([1, 2, 3, 11, 100].map((count) => arabic('counted', { count }))).toEqual([
      'one',
      'two',
      'few',
      'many',
      'other',
    ]);
  });

  test('UX 30: what is filled into a right-to-left text keeps its own direction', () => {
    const arabic = createTranslate<typeof source>(source, 'ar', true);
    expect(arabic('named', { name: 'Ada' })).toBe('Hello \u2068Ada\u2069, \u2068Ada\u2069!');
  });
});

describe('waits', () => {
  test.each([
    [0, 'in 1 second'],
    [30, 'in 30 seconds'],
    [119, 'in 119 seconds'],
    [121, 'in 3 minutes'],
    [3600, 'in 60 minutes'],
    [86_400, 'in 24 hours'],
  ])('%i s is "%s"', (seconds, words) => {
    expect(formatRelativeTime(seconds, 'en')).toBe(words);
  });

  test('digits stay those of the code in every language', () => {
    expect(formatRelativeTime(30, 'ar')).toContain('30');
  });

  test.each([
    [299.2, '5:00'],
    [61, '1:01'],
    [9, '0:09'],
    [-1, '0:00'],
    [3600, '60:00'],
  ])('%d s on the clock is %s', (seconds, clock) => {
    expect(formatCountdown(seconds)).toBe(clock);
  });
});
