import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { OLDEST_BROWSERS } from './server/browsers.ts';
import form from './package.json' with { type: 'json' };

/**
 * Makes every `rem` of the form a multiple of `--dialproof-rem`, which is `1rem` unless the page says otherwise.
 *
 * Pages that set the root's size for their own arithmetic, such as `html { font-size: 62.5% }`, would
 * otherwise shrink the form to something that nobody can read, and that iOS zooms into.
 */
const ownRem = {
  postcssPlugin: 'dialproof:own-rem',
  Declaration(declaration: { value: string }) {
    if (declaration.value.includes('--dialproof-rem')) return;
    const rem = /(?<![\w-])(-?[\d.]+)rem\b/g;
    declaration.value = declaration.value.replace(rem, 'calc($1 * var(--dialproof-rem, 1rem))');
  },
};

/** Lets people install the folder as a package. */
const manifest: Plugin = {
  name: 'dialproof:manifest',
  generateBundle() {
    const entry = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
    const source = {
      name: 'dialproof',
      version: form.version,
      description: form.description,
      type: 'module',
      exports: {
        '.': entry('index'),
        './api': entry('api'),
        './phone-verification': entry('phone-verification'),
        './style.css': './style.css',
      },
      sideEffects: ['./phone-verification.js', './style.css'],
      peerDependencies: { react: '>=19.2' },
    };
    this.emitFile({
      type: 'asset',
      fileName: 'package.json',
      source: `${JSON.stringify(source, null, 2)}\n`,
    });
  },
};

const PLACE = '@style-sheets-of-the-form@';
// Minifiers quote as they like.
const QUOTED_PLACE = new RegExp(`["'\`]${PLACE}["'\`]`);

/** Puts the style sheets into the script, so that one file is all of it. */
const stylesInside: Plugin = {
  name: 'dialproof:styles-inside',
  enforce: 'post',
  generateBundle(_options, bundle) {
    let css = '';
    for (const [name, file] of Object.entries(bundle)) {
      if (file.type !== 'asset' || !name.endsWith('.css')) continue;
      css += String(file.source);
      Reflect.deleteProperty(bundle, name);
    }
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const [before, after, ...more] = file.code.split(QUOTED_PLACE);
      if (css === '' || before === undefined || after === undefined || more.length > 0) {
        this.error('The style sheets have no place, or more than one.');
      }
      // The mark in front (BOM) has the script read as UTF-8 on pages in any other encoding.
      file.code = `\uFEFF${before}${JSON.stringify(css.trim())}${after}`;
    }
  },
};

const shared: UserConfig = {
  publicDir: false,
  css: { postcss: { plugins: [ownRem] } },
};

/** For pages with React: modules, one style sheet, nothing of React itself. */
const modules: UserConfig = {
  ...shared,
  plugins: [react(), manifest],
  build: {
    outDir: 'dist-lib',
    reportCompressedSize: false,
    target: OLDEST_BROWSERS,
    lib: {
      entry: { index: 'src/embed/index.ts', api: 'src/embed/api.ts' },
      formats: ['es'],
      cssFileName: 'style',
    },
    rolldownOptions: {
      external: /^react(-dom)?($|\/)/,
      output: { chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

/** For pages without: one script with everything inside, for a plain script tag. */
const element: UserConfig = {
  ...shared,
  plugins: [react(), stylesInside],
  define: { STYLES: JSON.stringify(PLACE), 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist-lib',
    emptyOutDir: false,
    reportCompressedSize: false,
    target: OLDEST_BROWSERS,
    lib: {
      entry: 'src/embed/phone-verification.ts',
      formats: ['iife'],
      name: 'dialproof',
      fileName: () => 'phone-verification.js',
    },
    rolldownOptions: { output: { strict: true } },
  },
};

// `npm run build:lib` builds both into one folder.
export default defineConfig(({ mode }) => (mode === 'element' ? element : modules));
