/**
 * Open the phone over https, send a text to it, and see it come: `node phone_over_https.mjs <https> <number> <browser>`.
 *
 * Prints one JSON object: whether the code came to be seen, and everything that the browser complained about.
 */
import process from 'node:process';
import { chromium } from 'playwright-core';

const [sandbox, number, executablePath] = process.argv.slice(2);
const SWITCHES = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];

const browser = await chromium.launch({ executablePath, args: SWITCHES.map((name) => `--${name}`) });
// The authority is not in the browser's own list; that it is a good one, other clients judge.
const context = await browser.newContext({ locale: 'en-US', ignoreHTTPSErrors: true });
const page = await context.newPage();
const faults = [];
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) faults.push(message.text());
});
page.on('pageerror', (error) => faults.push(error.message));
page.on('request', (request) => {
  if (new URL(request.url()).origin !== sandbox) faults.push(`request to ${request.url()}`);
});

const events = page.waitForResponse((response) => response.url().includes('/events'));
await page.goto(sandbox);
await events;
await context.request.post(`${sandbox}/v2/verify`, {
  headers: { Authorization: `Basic ${btoa('sandbox:sandbox-secret')}` },
  data: { brand: 'Acme', code: '135790', workflow: [{ channel: 'sms', to: number.slice(1) }] },
});
await page.getByText('135790').first().waitFor();
await browser.close();
console.log(JSON.stringify({ faults }));
