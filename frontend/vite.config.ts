import react from '@vitejs/plugin-react';
import { defineConfig, type CommonServerOptions, type Plugin } from 'vite';
import securityHeaders from './security-headers.json' with { type: 'json' };
import { shortClassName } from './server/classNames.ts';
import { apiUrl, devPort, formPort } from './server/ports.ts';

// The Host header is kept, so that the API sees one origin for form and API.
const toApi = { target: apiUrl, changeOrigin: false, xfwd: true };

const proxied: CommonServerOptions = {
  proxy: {
    '/api': toApi,
    '/webhooks': toApi,
    '/.well-known': toApi,
    '/health': toApi,
    '/problems': toApi,
  },
  strictPort: true,
};

/**
 * Replaces Vite's loader of dynamic imports, which fetches their dependencies first, by a plain import:
 * the chunks here have no dependencies, and every visitor would pay for the kilobyte.
 */
const plainDynamicImports: Plugin = {
  name: 'dialproof:plain-dynamic-imports',
  apply: 'build',
  enforce: 'pre',
  load: {
    filter: { id: /vite\/preload-helper/ },
    handler: () => 'export const __vitePreload = (load) => load();',
  },
};

/** Lets the browser fetch the big chunk and the small first one at once. */
const preloadStart: Plugin = {
  name: 'dialproof:preload-start',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((file) => file.type === 'chunk' && file.name === 'start')
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
        })),
  },
};

export default defineConfig(({ command }) => ({
  plugins: [react(), plainDynamicImports, preloadStart],
  ...(command === 'build' && { css: { modules: { generateScopedName: shortClassName } } }),
  build: {
    // One style sheet, linked from the page; and no list of dependencies to preload: see above.
    cssCodeSplit: false,
    modulePreload: false,
    // What both chunks need lives in the first one.
    rolldownOptions: { preserveEntrySignatures: 'allow-extension' },
    reportCompressedSize: false,
  },
  server: { ...proxied, port: devPort },
  preview: { ...proxied, port: formPort, headers: securityHeaders },
}));
