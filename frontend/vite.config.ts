import react from '@vitejs/plugin-react';
import { defineConfig, type CommonServerOptions, type Plugin } from 'vite';
import securityHeaders from './security-headers.json' with { type: 'json' };
import { apiUrl, devPort, formPort } from './server/ports.ts';

// The Host header is kept, so that the API sees one origin for form and API.
const toApi = { target: apiUrl, changeOrigin: false, xfwd: true };

const proxied: CommonServerOptions = {
  proxy: { '/api': toApi, '/webhooks': toApi, '/.well-known': toApi, '/health': toApi },
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

export default defineConfig({
  plugins: [react(), plainDynamicImports],
  build: {
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { ...proxied, port: devPort },
  preview: { ...proxied, port: formPort, headers: securityHeaders },
});
