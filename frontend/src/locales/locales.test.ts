import { describe, expect, test } from 'vitest';
import type { Message } from '../lib/i18n/translate';
import { messages as source } from './en';
import {
  isRightToLeft,
  loadMessages,
  LOCALES,
  matchLocale,
  loadedMessages,
  type Locale,
} from './index';

const textsOf = (message: Message) =>
  typeof message === 'string' ? [message] : Object.values(message);

const placeholders = (message: Message) =>
  textsOf(message).map((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());

// That the phone company may want money for the code.
const CHARGES: Readonly<Record<Locale, RegExp>> = {
  en: /may charge/,
  es: /puede cobrar/,
  fr: /peut le facturer/,
  de: /kann Gebühren erheben/,
  'pt-BR': /pode cobrar/,
  ar: /قد تفرض .* رسومًا/,
  hi: /शुल्क ले सकती/,
  'zh-Hans': /可能会收取费用/,
};

describe.each(LOCALES)('UX 30: %s', (locale) => {
  test('has the keys of English, in the same order', async () => {
    expect(Object.keys(await loadMessages(locale))).toEqual(Object.keys(source));
  });

  test('has the placeholders of English in every text and every plural form', async () => {
    const messages = await loadMessages(locale);
    for (const [key, english] of Object.entries(source)) {
      const [wanted] = placeholders(english);
      const found = placeholders(messages[key as keyof typeof source]);
      expect(found, key).toEqual(found.map(() => [...new Set(wanted)].sort()));
    }
  });

  test('has exactly the plural forms of the language', async () => {
    const messages = await loadMessages(locale);
    const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort();
    for (const message of Object.values<Message>(messages)) {
      if (typeof message !== 'string') expect(Object.keys(message).sort()).toEqual(wanted);
    }
  });

  test('has no text left in English', async () => {
    const messages = await loadMessages(locale);
    const same = Object.entries(source).filter(
      ([key, english]) =>
        JSON.stringify(messages[key as keyof typeof source]) === JSON.stringify(english),
    );
    // Words that happen to be the same.
    const allowed = ['stepCode', 'errorTitle'];
    if (locale !== 'en')
      expect(same.map(([key]) => key).filter((key) => !allowed.includes(key))).toEqual([]);
  });

  test('UX 14: says before a number is given that the code may cost something', async () => {
    const { phoneWhy } = await loadMessages(locale);
    expect(phoneWhy).toMatch(CHARGES[locale]);
  });

  test('is there without waiting once it has been loaded', async () => {
    expect(loadedMessages(locale)).toBe(await loadMessages(locale));
  });
});

test('Arabic is written from right to left, the others are not', () => {
  expect(LOCALES.filter(isRightToLeft)).toEqual(['ar']);
});

test('French keeps double punctuation on the line of the word before it', async () => {
  const texts = Object.values<Message>(await loadMessages('fr')).flatMap(textsOf);
  expect(texts.filter((text) => /[^\u00a0][:;?!]/.test(text))).toEqual([]);
});

// "You can … within 30 seconds" would be a deadline, where the wait only ends then.
test.each([
  ['ar', /يمكنك[^.]*\{when\}/],
  ['hi', /\{time\} में/],
] as const)('no wait in %s reads as a deadline', async (locale, deadline) => {
  const texts = Object.values<Message>(await loadMessages(locale)).flatMap(textsOf);
  expect(texts.filter((text) => deadline.test(text))).toEqual([]);
});

test.each([
  ['de', /gesperrt/],
  ['fr', /bloqué/],
] as const)('%s calls no number barred, as only the provider knows', async (locale, barred) => {
  const { blocked } = await loadMessages(locale);
  expect(textsOf(blocked).join()).not.toMatch(barred);
});

describe('UX 30: the language that suits', () => {
  test.each([
    [['de'], 'de'],
    [['de-AT'], 'de'],
    [['pt-BR'], 'pt-BR'],
    [['pt-PT'], 'pt-BR'],
    [['pt'], 'pt-BR'],
    [['zh'], 'zh-Hans'],
    [['zh-CN'], 'zh-Hans'],
    [['zh-TW', 'fr'], 'fr'],
    [['zh-TW'], 'zh-Hans'],
    [['ar-EG'], 'ar'],
    [['nl', 'es-MX'], 'es'],
    [['nl'], 'en'],
    [['not a tag', 'hi'], 'hi'],
    [[], 'en'],
  ])('of %j is %s', (wanted, locale) => {
    expect(matchLocale(wanted)).toBe(locale);
  });
});
