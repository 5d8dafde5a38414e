/** Builds and serves the example pages, on another origin than the API, with a strict policy (CSP). */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { devPort } from '../server/ports.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

// Also read by the pages, as %VITE_API_URL% and import.meta.env.VITE_API_URL.
const apiUrl = (process.env.VITE_API_URL ??= 'http://localhost:5001');

/** What a page of yours has to allow for the form; everything else stays forbidden. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  `connect-src ${apiUrl}`,
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export default defineConfig({
  root: path('.'),
  plugins: [react()],
  // In a project of your own this is the package that you installed.
  resolve: { alias: { dialproof: path('../dist-lib') }, dedupe: ['react', 'react-dom'] },
  // The element's page takes phone-verification.js from here, as a file.
  publicDir: path('../dist-lib'),
  build: {
    outDir: path('../node_modules/.cache/dialproof-examples'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: [path('index.html'), path('react/index.html'), path('element/index.html')],
    },
  },
  preview: {
    host: 'localhost',
    port: devPort,
    strictPort: true,
    headers: { 'Content-Security-Policy': policy },
  },
});
