import { existsSync } from 'node:fs';
import process from 'node:process';
import { defineConfig } from '@playwright/test';
import browserFlags from './scripts/browser-flags.json' with { type: 'json' };
import { FORM_URL, servers } from './e2e/support/stack.ts';

if (!existsSync(new URL('dist/index.html', import.meta.url))) {
  throw new Error('The browser tests drive the built form: run `npm run build` first.');
}

export default defineConfig({
  testDir: 'e2e',
  // Runs side by side need a folder each, as each clears its own.
  outputDir: process.env.E2E_RESULTS ?? 'e2e/results',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // How long a busy machine may take; no test is about time.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  webServer: servers,
  use: {
    baseURL: FORM_URL,
    locale: 'en-US',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: browserFlags,
    },
  },
});
