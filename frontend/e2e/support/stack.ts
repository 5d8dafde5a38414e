/** The real product, once for each worker: a sandbox, an API, and the built form in front of them. */
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { launch, stopAll, type Part } from './parts.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
export const FRONTEND = resolve(HERE, '../..');
export const BACKEND = resolve(FRONTEND, '../backend');
export const BIN = process.env.DIALPROOF_BIN ?? resolve(BACKEND, '.venv/bin');
const VITE = resolve(FRONTEND, 'node_modules/vite/bin/vite.js');

// Above those that browsers refuse, and below those that systems hand out by themselves, to programs started meanwhile.
const LOWEST_PORT = 11_000;
const HIGHEST_PORT = 32_000;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((decide) => {
    server.once('error', () => {
      decide(false);
    });
    server.listen(port, '127.0.0.1', () => {
      decide(true);
    });
  });
  if (listens) await new Promise((closed) => server.close(closed));
  return listens;
}

/** Finds a port that nothing listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    if (await isFree(port)) return port;
  }
}

const at = (port: number) => `http://127.0.0.1:${port}`;

// A worker is a process of its own, which loads this module once: these are the addresses of its own stack.
const ports = {
  sandbox: await freePort(),
  api: await freePort(),
  form: await freePort(),
  formWithoutApi: await freePort(),
  nothing: await freePort(),
};

export const SANDBOX_URL = at(ports.sandbox);
export const FORM_URL = at(ports.form);
/** A form whose API cannot be reached; ask for the fixture of this name to have it started. */
export const FORM_WITHOUT_API_URL = at(ports.formWithoutApi);

/** Codes asked for from one address before the API says "too many". */
export const SENDS_PER_ADDRESS = 6;

/** Settings of an API that asks the sandbox of this worker. */
export const API_SETTINGS = {
  DIALPROOF_ENV_FILE: '/dev/null',
  VONAGE_API_URL: SANDBOX_URL,
  VONAGE_API_KEY: 'sandbox',
  VONAGE_API_SECRET: 'sandbox-secret',
  VONAGE_CANCEL_AFTER: '0',
  PROVIDER_IS_SANDBOX: 'true',
  SANDBOX_PHONE_URL: SANDBOX_URL,
  LIMIT_SENDS_PER_RANGE: '1000 per hour',
  LIMIT_CALLS_PER_ADDRESS: '10000 per minute',
} as const;

/** Starts an API with gunicorn, as in production. */
export const launchApi = (name: string, port: number, settings: Readonly<Record<string, string>>) =>
  launch({
    name,
    command: [resolve(BIN, 'gunicorn'), '-c', 'gunicorn.conf.py', 'dialproof.app:create_app()'],
    cwd: BACKEND,
    env: { ...API_SETTINGS, PORT: String(port), ...settings },
    healthy: `http://localhost:${port}/health`,
  });

const launchForm = (name: 'form' | 'formWithoutApi', api: 'api' | 'nothing') =>
  launch({
    name,
    command: [process.execPath, VITE, 'preview', '--host', '127.0.0.1'],
    cwd: FRONTEND,
    env: { FORM_PORT: String(ports[name]), API_URL: at(ports[api]) },
    healthy: at(ports[name]),
  });

/** Starts what every test needs. */
export async function startStack(): Promise<() => Promise<void>> {
  const starting = [
    launch({
      name: 'sandbox',
      command: [resolve(BIN, 'dialproof'), 'sandbox', '--port', String(ports.sandbox)],
      cwd: HERE,
      // Durations are shortened here, so that no test has to wait for them.
      env: {
        DIALPROOF_ENV_FILE: '/dev/null',
        SANDBOX_CANCEL_AFTER: '0',
        SANDBOX_FORM_URL: FORM_URL,
      },
      healthy: `${SANDBOX_URL}/inbox/messages`,
    }),
    launchApi('api', ports.api, {
      // The form's server adds the browser's address to the one that each test sends as its own.
      TRUSTED_PROXIES: '2',
      COUNTRIES_REFUSED: 'SE',
      LIMIT_SENDS_PER_ADDRESS: `${SENDS_PER_ADDRESS} per 15 minutes`,
      LIMIT_SENDS_PER_NUMBER: '1 per 2 seconds; 100 per hour',
    }),
    launchForm('form', 'api'),
  ];
  return stopperOf(starting);
}

export const startFormWithoutApi = () => stopperOf([launchForm('formWithoutApi', 'nothing')]);

/** Waits for parts, and hands out what stops them; one that fails to start takes the others along. */
export async function stopperOf(starting: readonly Promise<Part>[]): Promise<() => Promise<void>> {
  const settled = await Promise.allSettled(starting);
  const parts = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) {
    await stopAll(parts);
    throw failed.reason;
  }
  return () => stopAll(parts);
}
