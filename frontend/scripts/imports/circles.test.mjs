import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findCircles } from './circles.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imports-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Writes files of these contents, and returns the circles of their names. */
function circlesOf(files) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return findCircles([folder]).map((circle) => circle.map((file) => relative(folder, file)));
}

test.each([
  ['values', "import { two } from './two'; export const one = two;"],
  ['types', "import type { Two } from './two'; export type One = Two;"],
  ['types, named one by one', "import { type Two } from './two'; export type One = Two;"],
  ['types, in place', "export type One = import('./two').Two;"],
  ['types of a module', "export type One = typeof import('./two');"],
  ['nothing, for the effect', "import './two.ts';"],
  ['what they hand on', "export * from './two';"],
  ['types that they hand on', "export type { Two } from './two';"],
  ['modules when needed', "export const one = () => import('./two');"],
  ['modules when needed, after a pattern with a quote', "const q = /['`]/; void import('./two');"],
])('finds a circle of files that import %s', (_, one) => {
  const two = "import type { One } from './one'; export type Two = One; export const two = 2;";
  expect(circlesOf({ 'one.ts': one, 'two.ts': two })).toEqual([['one.ts', 'two.ts', 'one.ts']]);
});

test('finds a circle of three, whatever leads to it', () => {
  const files = {
    'all.ts': "import './b';",
    'a.ts': "import './b';",
    'b.ts': "import type {} from './c';",
    'c.tsx': "export const C = () => <p>don't {import('./a')}</p>;",
  };
  expect(circlesOf(files)).toEqual([['a.ts', 'b.ts', 'c.tsx', 'a.ts']]);
});

test('finds nothing where two files import a third, and words that look like an import', () => {
  const files = {
    'a.ts': "import './b'; import './c';",
    'b.ts': "import './c';",
    'c.ts': "// import './a';\nexport const words = `import './b'`; import 'react';",
  };
  expect(circlesOf(files)).toEqual([]);
});

test('fails where there is a circle, and names it', () => {
  circlesOf({ 'a.ts': "import type {} from './b';", 'b.ts': "import type {} from './a';" });
  const script = join(import.meta.dirname, '..', 'import-cycles.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '.'], { cwd: folder });
  expect(String(stderr)).toBe('Circle of imports: a.ts -> b.ts -> a.ts\n');
  expect(status).toBe(1);
});
