/**
 * Make the built form ready for nginx: `node prepare.mjs <dist> <headers.conf>`.
 *
 * Writes a gzip beside every file that shrinks, for `gzip_static`, and turns `security-headers.json`, which the form's
 * own server sends too, into the directives that say the same; the one about https depends on the request.
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

const [, , dist, headersFile] = argv;
const headers = JSON.parse(
  await readFile(new URL('../security-headers.json', import.meta.url), 'utf8'),
);
const always = 'add_header Strict-Transport-Security $strict_transport_security always;\n';
await writeFile(headersFile, Object.entries(headers).map(directive).join('') + always);
await compressAll(dist);
