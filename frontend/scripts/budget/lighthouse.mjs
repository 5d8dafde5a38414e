/** What Lighthouse says of the form, with its mobile preset. */
import { setTimeout as wait } from 'node:timers/promises';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { chromiumFlags, chromiumPath } from './chromium.mjs';

const RUNS = 3;

// Now and then Chromium loses the beginning of its own trace (NO_NAVSTART), or never ends: that says nothing of the form.
const TRIES = 3;
const PATIENCE = 120_000;

const CATEGORIES = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 };

const percent = (run, category) => Math.round(run.categories[category].score * 100);

/** The run in the middle, by a figure of it. */
function medianBy(runs, figureOf) {
  const sorted = runs.toSorted((one, other) => figureOf(one) - figureOf(other));
  return sorted[Math.floor(sorted.length / 2)];
}

async function runOnce(url) {
  const chrome = await launch({
    chromePath: chromiumPath,
    chromeFlags: ['--headless', ...chromiumFlags],
  });
  try {
    const run = lighthouse(url, {
      port: chrome.port,
      logLevel: 'silent',
      onlyCategories: Object.keys(CATEGORIES),
    });
    const result = await Promise.race([run, wait(PATIENCE, null, { ref: false })]);
    if (result === null) throw new Error('Lighthouse did not come to an end.');
    if (result.lhr.runtimeError) throw new Error(result.lhr.runtimeError.message);
    return result.lhr;
  } finally {
    chrome.kill();
  }
}

/** A run with figures. */
async function runToTheEnd(url) {
  for (let tries = 1; ; tries++) {
    try {
      return await runOnce(url);
    } catch (error) {
      if (tries === TRIES) throw error;
      console.warn(`  Once more, since Lighthouse measured nothing: ${error.message}`);
    }
  }
}

/** Says which checks kept a category from its limit. */
function blame(run, category) {
  return run.categories[category].auditRefs
    .map(({ id, weight }) => ({ ...run.audits[id], weight }))
    .filter(({ weight, score }) => weight > 0 && score !== null && score < 0.9)
    .map(({ title, displayValue }) => (displayValue ? `${title}: ${displayValue}` : title))
    .join('; ');
}

function categoryFigure(runs, category) {
  const limit = CATEGORIES[category];
  const worseness = (run) => -percent(run, category);
  const median = medianBy(runs, worseness);
  return {
    name: `Lighthouse ${category}`,
    value: percent(median, category),
    limit,
    atLeast: true,
    // Performance is made of times, which a busy machine can only make worse.
    isTime: category === 'performance',
    note: blame(median, category),
  };
}

/** Measures three times, and takes the median of each figure. */
export async function measureLighthouse(url) {
  const runs = [];
  while (runs.length < RUNS) runs.push(await runToTheEnd(url));
  const lcpOf = (run) => run.audits['largest-contentful-paint'].numericValue / 1000;
  const shifts = runs.map((run) => run.audits['cumulative-layout-shift'].numericValue);
  return [
    ...Object.keys(CATEGORIES).map((category) => categoryFigure(runs, category)),
    { name: 'LCP', value: lcpOf(medianBy(runs, lcpOf)), limit: 1.5, unit: 's', isTime: true },
    { name: 'CLS, the worst run', value: Math.max(...shifts), limit: 0.02 },
  ];
}
