/** How long it takes on a slow phone with a bad connection until a key that is pressed shows in the number field. */
import { chromium } from '@playwright/test';
import { chromiumFlags, chromiumPath } from './chromium.mjs';

const RUNS = 3;

const SLOW_3G = {
  offline: false,
  latency: 400,
  downloadThroughput: 50_000,
  uploadThroughput: 50_000,
};
const TIMES_SLOWER = 4;

/* global document -- watchFirstInput runs in the page */

/** Keeps the time of the first input. */
function watchFirstInput() {
  document.addEventListener('input', () => (globalThis.firstInput ??= performance.now()));
}

async function runOnce(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(watchFirstInput);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', SLOW_3G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: TIMES_SLOWER });
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('input[type=tel]').press('4');
  const milliseconds = await page.evaluate(() => globalThis.firstInput);
  await context.close();
  return milliseconds / 1000;
}

/** Measures three times, and takes the median. */
export async function measureSlowNetwork(url) {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  const seconds = [];
  while (seconds.length < RUNS) seconds.push(await runOnce(browser, url));
  await browser.close();
  const [, median] = seconds.sort((one, other) => one - other);
  return [{ name: 'first input on slow 3G', value: median, limit: 5, unit: 's', isTime: true }];
}
