import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type CommonServerOptions, type Plugin } from 'vite';
import securityHeaders from './security-headers.json' with { type: 'json' };
import { shortClassName } from './server/classNames.ts';
import { OLDEST_BROWSERS } from './server/browsers.ts';
import { apiUrl, devPort, formPort } from './server/ports.ts';

const icon = readFileSync(new URL('public/favicon.svg', import.meta.url), 'utf8').trim();

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

/** Puts the icon into the page: one request less beside those that the page waits for. */
const iconInside: Plugin = {
  name: 'dialproof:icon-inside',
  apply: 'build',
  transformIndexHtml: (html) =>
    html.replace('/favicon.svg', `data:image/svg+xml,${encodeURIComponent(icon)}`),
};

export default defineConfig(({ command }) => ({
  plugins: [react(), plainDynamicImports, iconInside],
  ...(command === 'build' && { css: { modules: { generateScopedName: shortClassName } } }),
  build: {
    target: OLDEST_BROWSERS,
    // One style sheet, linked from the page; and no list of dependencies to preload: see above.
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
  },
  server: { ...proxied, port: devPort },
  preview: { ...proxied, port: formPort, headers: securityHeaders },
}));
