/** The browser that measures. */
import process from 'node:process';

export { default as chromiumFlags } from '../browser-flags.json' with { type: 'json' };

export const chromiumPath =
  process.env.CHROME_PATH ?? process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
