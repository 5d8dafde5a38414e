/** What travels, in kB (1000 bytes) after gzip. */
import { basename } from 'node:path';
import { compress } from './serve.mjs';

const LIMITS = { js: 78, css: 2.5, html: 1, parser: 35, locale: 2.5 };

const kilobytes = (contents) =>
  contents.reduce((sum, content) => sum + compress(content).length, 0) / 1000;

const size = (name, contents, limit) => ({ name, value: kilobytes(contents), limit, unit: 'kB' });

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

/** Measures all that a visitor may have to download. */
export function measureSizes({ chunks, html, styles, element }) {
  const from = (pattern) => chunks.filter(({ source }) => source && pattern.test(source));
  const parser = from(/^src\/lib\/phone\/parser\./);
  const locales = from(/^src\/locales\/(?!index)/);
  if (parser.length !== 1 || locales.length < 2) {
    throw new Error('The number parser and the languages are no longer chunks of their own.');
  }
  const js = firstScripts(html, chunks);
  const css = styles.map(({ content }) => content);
  const everything = LIMITS.js + LIMITS.css + LIMITS.parser + locales.length * LIMITS.locale;
  return [
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
    size('<phone-verification>, all inside', [element], everything),
  ];
}
