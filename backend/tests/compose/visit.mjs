/**
 * Verify a number with a real browser: `node visit.mjs <form> <sandbox> <number> <browser>`.
 *
 * Prints one JSON object: the last heading, and everything that a page of ours must not do.
 */
import process from 'node:process';
import { chromium } from '../../../frontend/node_modules/playwright-core/index.mjs';

const [form, sandbox, number, executablePath] = process.argv.slice(2);
const SWITCHES = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];

const browser = await chromium.launch({ executablePath, args: SWITCHES.map((name) => `--${name}`) });
const page = await browser.newPage({ locale: 'en-US' });
const faults = [];
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) faults.push(message.text());
});
page.on('pageerror', (error) => faults.push(error.message));
page.on('request', (request) => {
  if (new URL(request.url()).origin !== new URL(form).origin) faults.push(`request to ${request.url()}`);
});

await page.goto(form);
await page.locator('input[type=tel]').fill(number);
await page.locator('form button[type=submit]').click();
const code = page.locator('input[autocomplete=one-time-code]');
await code.waitFor();

const inbox = await fetch(`${sandbox}/inbox/messages?to=${encodeURIComponent(number)}`);
const [message] = await inbox.json();
await code.fill(message.code);
// A complete code submits itself; what is left to see is the end of it.
await code.waitFor({ state: 'detached' });
const heading = await page.getByRole('heading', { level: 1 }).textContent();
await browser.close();
console.log(JSON.stringify({ heading, faults }));
