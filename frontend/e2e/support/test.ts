/** What every browser test gets, and what every one of them has to keep. */
import { test as base, expect, type Page } from '@playwright/test';
import { Form } from './form.ts';
import { forgetEverything, Phone } from './sandbox.ts';
import { watchLogs } from './parts.ts';
import { FORM_URL, FORM_WITHOUT_API_URL, startFormWithoutApi, startStack } from './stack.ts';

interface Fixtures {
  readonly form: Form;
  /** A phone with a reserved number that no other test uses. */
  readonly phone: Phone;
  /** More such phones. */
  readonly newPhone: () => Phone;
  readonly watched: undefined;
  readonly logs: undefined;
  readonly ownSandbox: undefined;
}

interface Options {
  /** All that the pages of a test may call. */
  readonly origins: readonly string[];
  /** What a browser may log: the API's refusals are part of what is tested, and it logs each of them. */
  readonly noise: RegExp;
}

interface WorkerFixtures {
  readonly stack: undefined;
  /** Starts a form whose API cannot be reached, the first time, and gives its address. */
  readonly formWithoutApi: () => Promise<string>;
  readonly numbers: () => string;
}

// Area codes whose numbers 555-0100 to 555-0199 are reserved for fiction.
const AREA_CODES = [
  201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 220, 223,
  224, 225, 227, 228, 229, 231, 234, 235, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267,
  269, 270, 272, 274, 276, 279, 281, 283, 301, 302, 303, 304, 305, 307, 308, 309, 310, 312, 313,
  314, 315, 316,
];
const NUMBERS_IN_AREA = 100;
const AREAS_OF_WORKER = 5;

/** Collects whatever no page of ours may do: log, throw, break the policy, or call another host. */
function watch(page: Page, { origins, noise }: Options): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    const loud = message.type() === 'error' || message.type() === 'warning';
    if (loud && !noise.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!origins.includes(origin)) faults.push(`request to ${origin}`);
  });
  return faults;
}

/* eslint-disable no-empty-pattern -- Playwright reads what a fixture needs from its first argument */
export const test = base.extend<Fixtures & Options, WorkerFixtures>({
  baseURL: FORM_URL,
  stack: [
    async ({}, use) => {
      const stop = await startStack();
      await use(undefined);
      await stop();
    },
    { scope: 'worker', auto: true, timeout: 120_000 },
  ],
  formWithoutApi: [
    async ({}, use) => {
      let started: ReturnType<typeof startFormWithoutApi> | undefined;
      await use(async () => {
        started ??= startFormWithoutApi();
        await started;
        return FORM_WITHOUT_API_URL;
      });
      const stop = await started;
      await stop?.();
    },
    { scope: 'worker' },
  ],
  // The first to begin and the last to end, so that it sees how all the others went.
  logs: [
    async ({}, use, testInfo) => {
      const written = watchLogs();
      await use(undefined);
      if (testInfo.status === testInfo.expectedStatus) return;
      for (const [part, lines] of Object.entries(written())) {
        testInfo.errors.push({ message: `Error: What the ${part} logged meanwhile:\n${lines}` });
      }
    },
    { auto: true },
  ],
  // Nothing of one test is on the phone, or among the controls, when the next one looks.
  ownSandbox: [
    async ({}, use) => {
      await use(undefined);
      await forgetEverything();
    },
    { auto: true },
  ],
  origins: [[FORM_URL, FORM_WITHOUT_API_URL], { option: true }],
  noise: [/^Failed to load resource/, { option: true }],
  numbers: [
    async ({}, use, { workerIndex }) => {
      let next = 0;
      await use(() => {
        const areas = workerIndex * AREAS_OF_WORKER + Math.floor(next / NUMBERS_IN_AREA);
        const last = 100 + (next++ % NUMBERS_IN_AREA);
        return `+1${AREA_CODES[areas % AREA_CODES.length] ?? 201}5550${last}`;
      });
    },
    { scope: 'worker' },
  ],
  // An address of its own for each test, so that limits by address do not carry over.
  extraHTTPHeaders: async ({ newPhone }, use) => {
    const digits = newPhone().number;
    const address = `2001:db8:${digits.slice(2, 5)}:${digits.slice(-3)}::1`;
    await use({ 'X-Forwarded-For': address });
  },
  newPhone: async ({ numbers }, use) => {
    await use(() => new Phone(numbers()));
  },
  phone: async ({ newPhone }, use) => {
    await use(newPhone());
  },
  form: async ({ page }, use) => {
    await use(new Form(page));
  },
  watched: [
    async ({ context, origins, noise }, use) => {
      const faults: string[] = [];
      const all = [faults];
      context.on('page', (page) => all.push(watch(page, { origins, noise })));
      await use(undefined);
      expect(all.flat()).toEqual([]);
    },
    { auto: true },
  ],
});

/* eslint-enable no-empty-pattern */

export { expect };
