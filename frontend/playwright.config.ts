import { existsSync } from 'node:fs';
import process from 'node:process';
import { defineConfig } from '@playwright/test';
import browserFlags from './scripts/browser-flags.json' with { type: 'json' };

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
  use: {
    locale: 'en-US',
    // Of a test that failed: what was on the page and what it called. Pictures would take a tenth of the whole run.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: browserFlags,
    },
  },
});
