/**
 * Finds circles of imports, of types too, in the folders that are named: `npm run lint`.
 *
 * Prints each circle, and exits with 1 when there is one. ESLint's `import-x/no-cycle` sees imports of values only.
 */
import { relative, resolve } from 'node:path';
import process from 'node:process';
import { findCircles } from './imports/circles.mjs';

const circles = findCircles(process.argv.slice(2).map((folder) => resolve(folder)));
for (const circle of circles) {
  console.error(`Circle of imports: ${circle.map((file) => relative('.', file)).join(' -> ')}`);
}
if (circles.length > 0) process.exitCode = 1;
