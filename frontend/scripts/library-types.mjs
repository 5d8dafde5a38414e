/** Writes the types of the library beside its scripts: part of `npm run build:lib`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const inFrontend = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const generator = inFrontend('node_modules/dts-bundle-generator/dist/bin/dts-bundle-generator.js');
execFileSync(process.execPath, [generator, '--config', 'dts.config.json', '--silent'], {
  cwd: inFrontend('.'),
  stdio: 'inherit',
});

// A page without React has no types of React either: there, the compiler passes over what the element tells it.
// The generator keeps no comments, so this is said here.
const file = inFrontend('dist-lib/phone-verification.d.ts');
const types = readFileSync(file, 'utf8');
const aboutReact = /^(?=import .* from ['"]react['"];|declare module ['"]react['"])/gm;
if (types.match(aboutReact)?.length !== 2) {
  throw new Error(`${file} should import from React once, and extend it once.`);
}
writeFileSync(file, types.replace(aboutReact, '// @ts-ignore\n'));
