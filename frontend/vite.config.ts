import react from '@vitejs/plugin-react';
import { defineConfig, type CommonServerOptions } from 'vite';
import securityHeaders from './security-headers.json' with { type: 'json' };
import { apiUrl, devPort, formPort } from './server/ports.ts';

// The Host header is kept, so that the API sees one origin for form and API.
const toApi = { target: apiUrl, changeOrigin: false, xfwd: true };

const proxied: CommonServerOptions = {
  proxy: { '/api': toApi, '/webhooks': toApi, '/.well-known': toApi, '/health': toApi },
  strictPort: true,
};

export default defineConfig({
  plugins: [react()],
  build: {
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { ...proxied, port: devPort },
  preview: { ...proxied, port: formPort, headers: securityHeaders },
});
