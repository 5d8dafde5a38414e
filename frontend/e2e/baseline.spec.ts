/** The oldest browsers that are supported: what was built uses nothing that they lack, and works without it. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OLDEST_BROWSERS } from '../server/browsers.ts';
import { laterInScript, laterInStyles } from './support/baseline.ts';
import { expect, test } from './support/test.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ASSETS = fileURLToPath(new URL('../dist/assets/', import.meta.url));

async function built(extension: string): Promise<[name: string, text: string][]> {
  const names = (await readdir(ASSETS)).filter((name) => name.endsWith(extension));
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [
      name,
      await readFile(ASSETS + name, 'utf8'),
    ]),
  );
}

test('the scripts use nothing that came after the oldest browsers', async () => {
  const scripts = await built('.js');
  expect(scripts.length).toBeGreaterThan(5);
  const found = scripts.map(([name, text]) => [name, laterInScript(text)]);
  expect(found).toEqual(scripts.map(([name]) => [name, []]));
});

test('the style sheet uses nothing that came after the oldest browsers', async () => {
  const sheets = await built('.css');
  expect(sheets).toHaveLength(1);
  expect(sheets.flatMap(([, text]) => laterInStyles(text))).toEqual([]);
});

test('README and guide name the browsers that the builds aim at', async () => {
  const names = OLDEST_BROWSERS.filter((browser) => !browser.startsWith('ios')).map((browser) =>
    browser.replace(
      /^(\w)([a-z]+)/,
      (_, first: string, rest: string) => `${first.toUpperCase()}${rest} `,
    ),
  );
  for (const page of ['README.md', 'backend/docs/embedding.md']) {
    const text = await readFile(ROOT + page, 'utf8');
    for (const name of names) expect(text, page).toContain(name);
  }
});

test('the search for what came later finds it', () => {
  const script =
    'const found = new RegExp(`(?<!${digit})`); class A { static { list.toSorted(); } } /(?<=a)b/.test(x);';
  expect(laterInScript(script)).toEqual([
    'look-behind, Safari 16.4',
    'static blocks, Safari 16.4',
    'toSorted',
    'look-behind, Safari 16.4',
  ]);
  expect(() => laterInScript('/a/v')).toThrow();
  const styles =
    'a{color:light-dark(red,blue)}@supports (color:color-mix(in srgb,red,red)){a{color:color-mix(in srgb,red,red)}}';
  expect(laterInStyles(styles)).toEqual(['light-dark(), Safari 17.5']);
});

/** Takes away what the oldest browsers do not have, before any script of the page. */
function growOld() {
  Reflect.deleteProperty(AbortSignal, 'timeout');
  Reflect.deleteProperty(AbortSignal, 'any');
  Reflect.deleteProperty(CSSStyleSheet.prototype, 'replaceSync');
  for (const place of [Document.prototype, ShadowRoot.prototype])
    Reflect.deleteProperty(place, 'adoptedStyleSheets');
  for (const name of ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with'])
    Reflect.deleteProperty(Array.prototype, name);
  for (const name of ['groupBy']) Reflect.deleteProperty(Object, name);
  for (const name of ['withResolvers', 'try']) Reflect.deleteProperty(Promise, name);
  globalThis.RegExp = new Proxy(RegExp, {
    construct(target, given: [string | RegExp, string?]) {
      if (/\(\?<[=!]/.test(String(given[0]))) throw new SyntaxError('Invalid regular expression');
      return Reflect.construct<[string | RegExp, string?], RegExp>(target, given);
    },
  });
}

test('a visitor gets through without all that came later', async ({ form, phone, page }) => {
  await page.addInitScript(growOld);
  await form.askFor(phone);
  await form.code.pressSequentially(await phone.code());
  await form.expectVerified(phone);
});
