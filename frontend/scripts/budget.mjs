/**
 * Hold the form to its budget: `npm run budget`, `npm run budget -- --strict`.
 *
 * Builds the form and the library, serves the form compressed with the real API behind it, and prints every figure
 * beside its limit. What can be counted (bytes, layout shift, Lighthouse's checks) fails when it is over. Times depend
 * on how busy the machine is, and Lighthouse's performance is made of times: those are marked, and fail only with
 * --strict.
 */
import process from 'node:process';
import headers from '../security-headers.json' with { type: 'json' };
import { startApi } from './budget/api.mjs';
import { buildAll } from './budget/build.mjs';
import { measureLighthouse } from './budget/lighthouse.mjs';
import { serveForm } from './budget/serve.mjs';
import { measureSizes } from './budget/sizes.mjs';
import { measureSlowNetwork } from './budget/slow-network.mjs';
import { printFigures } from './budget/table.mjs';

const strict = process.argv.includes('--strict');

async function measureInBrowser(folder) {
  const api = await startApi();
  try {
    const form = await serveForm({ folder, apiUrl: api.url, headers });
    try {
      return [...(await measureLighthouse(form.url)), ...(await measureSlowNetwork(form.url))];
    } finally {
      form.close();
    }
  } finally {
    api.close();
  }
}

const built = await buildAll();
const figures = [...(await measureSizes(built)), ...(await measureInBrowser(built.folder))];
const over = printFigures(figures);
const failures = over.filter(({ isTime }) => strict || !isTime);
if (failures.length > 0) {
  console.error(`Over budget: ${failures.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
}
