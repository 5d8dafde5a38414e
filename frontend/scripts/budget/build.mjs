/** Builds what is measured, beside the working copies in dist and dist-lib. */
import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = `${root}node_modules/.cache/dialproof-budget`;

async function buildInto(folder, options) {
  return build({
    root,
    logLevel: 'error',
    ...options,
    build: { outDir: `${cache}/${folder}`, emptyOutDir: true },
  });
}

/** Gives the form's folder and files, and the script of the element. */
export async function buildAll() {
  const { output } = await buildInto('form', { configFile: `${root}vite.config.ts` });
  await buildInto('element', { configFile: `${root}vite.lib.config.ts`, mode: 'element' });
  const chunks = output
    .filter((file) => file.type === 'chunk')
    .map(({ fileName, facadeModuleId, imports, code, modules }) => ({
      path: `/${fileName}`,
      source: facadeModuleId && relative(root, facadeModuleId),
      imports: imports.map((name) => `/${name}`),
      content: Buffer.from(code),
      modules,
    }));
  const folder = `${cache}/form`;
  return {
    folder,
    chunks,
    html: await readFile(`${folder}/index.html`),
    styles: output
      .filter(({ fileName }) => fileName.endsWith('.css'))
      .map(({ fileName, source }) => ({ name: basename(fileName), content: Buffer.from(source) })),
    element: await readFile(`${cache}/element/phone-verification.js`),
  };
}
