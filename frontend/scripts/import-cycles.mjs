/**
 * Find circles of imports in `src`: `npm run lint`.
 *
 * Imports of types count too; ESLint's `import-x/no-cycle` passes over those. Prints each circle, and fails where there
 * is one.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import ts from 'typescript';

const SOURCE = join(import.meta.dirname, '..', 'src');

const files = readdirSync(SOURCE, { recursive: true })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .map((name) => join(SOURCE, name));

/** The file that a relative import names; undefined for packages and style sheets. */
function resolve(from, specifier) {
  const base = join(dirname(from), specifier);
  const candidates = ['', '.ts', '.tsx', '/index.ts'].map((end) => base + end);
  return candidates.find((file) => /\.tsx?$/.test(file) && existsSync(file));
}

function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => resolve(file, fileName))
    .filter((target) => target !== undefined);
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));
const done = new Set();
const circles = [];

function visit(file, path) {
  const start = path.indexOf(file);
  if (start >= 0) circles.push([...path.slice(start), file]);
  if (start >= 0 || done.has(file)) return;
  for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
  done.add(file);
}

for (const file of files) visit(file, []);
for (const circle of circles) {
  console.error(`Circle of imports: ${circle.map((file) => relative(SOURCE, file)).join(' -> ')}`);
}
if (circles.length > 0) process.exitCode = 1;
