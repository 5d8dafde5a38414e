/** What travels, in kB (1000 bytes) after gzip. */
import { basename } from 'node:path';
import { compress } from '../../server/compress.mjs';

const LIMITS = { js: 78, css: 3, html: 1.5, parser: 35, locale: 2.5 };

async function size(name, contents, limit) {
  const compressed = await Promise.all(contents.map(compress));
  const bytes = compressed.reduce((sum, { length }) => sum + length, 0);
  return { name, value: bytes / 1000, limit, unit: 'kB' };
}

/** The scripts that the page names, with all that they import. */
function firstScripts(html, chunks) {
  const named = html.toString().matchAll(/(?:src|href)="([^"]+\.js)"/g);
  const wanted = new Set([...named].map(([, path]) => path));
  for (const path of wanted) {
    const chunk = chunks.find((one) => one.path === path);
    if (!chunk) throw new Error(`index.html names ${path}, which the build did not make.`);
    for (const imported of chunk.imports) wanted.add(imported);
  }
  return chunks.filter(({ path }) => wanted.has(path)).map(({ content }) => content);
}

/** English is part of the first script; what it weighs is told from what the bundler took of it. */
function english(chunks) {
  const modules = chunks.flatMap(({ modules }) => Object.entries(modules));
  const [, { code }] = modules.find(([id]) => id.endsWith('/src/locales/en.ts'));
  return Buffer.from(code);
}

/** Measures all that a visitor may have to download. */
export async function measureSizes({ chunks, html, styles, element }) {
  const from = (pattern) => chunks.filter(({ source }) => source && pattern.test(source));
  const parser = from(/^src\/lib\/phone\/parser\./);
  const locales = from(/^src\/locales\/(?!index)/);
  if (parser.length !== 1 || locales.length < 2) {
    throw new Error('The number parser and the languages are no longer chunks of their own.');
  }
  const js = firstScripts(html, chunks);
  const css = styles.map(({ content }) => content);
  const everything = LIMITS.js + LIMITS.css + LIMITS.parser + locales.length * LIMITS.locale;
  return Promise.all([
    size('first JavaScript', js, LIMITS.js),
    size('CSS', css, LIMITS.css),
    size('HTML', [html], LIMITS.html),
    size(
      'number parser',
      parser.map(({ content }) => content),
      LIMITS.parser,
    ),
    ...locales.map(({ source, content }) =>
      size(`language ${basename(source, '.ts')}`, [content], LIMITS.locale),
    ),
    size('language en, in the first JavaScript', [english(chunks)], LIMITS.locale),
    size('<phone-verification>, all inside', [element], everything),
  ]);
}
