/**
 * Make the built form ready for nginx: `node prepare.mjs <dist> <folder>`.
 *
 * Writes a gzip beside every file that shrinks, for `gzip_static`, and into the folder
 *
 * - `security-headers.conf`: the directives that say what `security-headers.json` says, which the form's own server
 *   sends too; the one about https depends on the request;
 * - `languages.conf`: `$language_link`, which has a browser fetch the texts of the language that it asks for together
 *   with the page, instead of after the script that would ask for them. Empty for English, which is part of the page.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { compress } from '../server/compress.mjs';

const WORTH_IT = 0.95;

async function compressAll(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    const smaller = await compress(content);
    if (smaller.length < content.length * WORTH_IT) await writeFile(`${file}.gz`, smaller);
  }
}

function directive([name, value]) {
  if (/["\\$\r\n]/.test(name + value))
    throw new Error(`The header ${name} has a character that nginx would read.`);
  return `add_header ${name} "${value}" always;\n`;
}

/** Says which file has the texts for somebody whose first language this is. */
function languageLink(file) {
  const [, language] = /^([a-z]{2})(?:-[A-Z][A-Za-z]+)?-[\w-]{8}\.js$/.exec(file) ?? [];
  return language ? [`  "~*^${language}\\b" "</assets/${file}>; rel=modulepreload";\n`] : [];
}

const [, , dist, folder] = argv;
const headers = JSON.parse(
  await readFile(new URL('../security-headers.json', import.meta.url), 'utf8'),
);
const always = 'add_header Strict-Transport-Security $strict_transport_security always;\n';
await writeFile(
  join(folder, 'security-headers.conf'),
  Object.entries(headers).map(directive).join('') + always,
);
const links = (await readdir(join(dist, 'assets'))).flatMap(languageLink).join('');
await writeFile(
  join(folder, 'languages.conf'),
  `map $http_accept_language $language_link {\n${links}}\n`,
);
await compressAll(dist);
