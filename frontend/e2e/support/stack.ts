/** The real product, once for all tests: sandbox, API, and the built form in front of them. */
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const FRONTEND = resolve(HERE, '../..');
const BACKEND = resolve(FRONTEND, '../backend');
const BIN = process.env.DIALPROOF_BIN ?? resolve(BACKEND, '.venv/bin');

const NAMES = ['sandbox', 'api', 'form', 'formWithoutApi', 'nothing'] as const;

const FIND_FREE_PORTS = `
  const { createServer } = require('node:net');
  const servers = Array.from({ length: ${NAMES.length} }, () => createServer());
  const listening = servers.map((one) => new Promise((done) => one.listen(0, '127.0.0.1', done)));
  Promise.all(listening).then(() => {
    console.log(servers.map((one) => one.address().port).join(' '));
    servers.forEach((one) => one.close());
  });`;

// The configuration is read again in every worker: the environment carries the first choice there.
function choosePorts(): string {
  const found = spawnSync(process.execPath, ['-e', FIND_FREE_PORTS], { encoding: 'utf8' });
  return found.stdout.trim();
}
process.env.DIALPROOF_E2E_PORTS ??= choosePorts();
const ports = process.env.DIALPROOF_E2E_PORTS.split(' ').map(Number);

const at = (name: (typeof NAMES)[number]) => ports[NAMES.indexOf(name)] ?? 0;
const url = (name: (typeof NAMES)[number]) => `http://127.0.0.1:${at(name)}`;

export const SANDBOX_URL = url('sandbox');
export const FORM_URL = url('form');
/** A form whose API cannot be reached. */
export const FORM_WITHOUT_API_URL = url('formWithoutApi');

/** Codes asked for from one address before the API says "too many". */
export const SENDS_PER_ADDRESS = 6;

const onlyTheseSettings = { ...process.env, DIALPROOF_ENV_FILE: '/dev/null' };

function preview(name: 'form' | 'formWithoutApi', api: 'api' | 'nothing') {
  return {
    name,
    command: 'npm run --silent preview -- --host 127.0.0.1',
    cwd: FRONTEND,
    env: { ...process.env, FORM_PORT: String(at(name)), API_URL: url(api) },
    url: url(name),
  };
}

export const servers = [
  {
    name: 'sandbox',
    command: `${BIN}/dialproof sandbox --port ${at('sandbox')}`,
    cwd: HERE,
    // Durations are shortened here, so that no test has to wait for them.
    env: { ...onlyTheseSettings, SANDBOX_CANCEL_AFTER: '0', SANDBOX_FORM_URL: FORM_URL },
    url: `${SANDBOX_URL}/inbox/messages`,
  },
  {
    name: 'api',
    command: `${BIN}/gunicorn -c gunicorn.conf.py 'dialproof.app:create_app()'`,
    cwd: BACKEND,
    env: {
      ...onlyTheseSettings,
      PORT: String(at('api')),
      LOG_LEVEL: 'warning',
      // The form's server adds the browser's address to the one that each test sends as its own.
      TRUSTED_PROXIES: '2',
      VONAGE_API_URL: SANDBOX_URL,
      VONAGE_API_KEY: 'sandbox',
      VONAGE_API_SECRET: 'sandbox-secret',
      VONAGE_CANCEL_AFTER: '0',
      PROVIDER_IS_SANDBOX: 'true',
      SANDBOX_PHONE_URL: SANDBOX_URL,
      COUNTRIES_REFUSED: 'SE',
      LIMIT_SENDS_PER_ADDRESS: `${SENDS_PER_ADDRESS} per 15 minutes`,
      LIMIT_SENDS_PER_NUMBER: '1 per 2 seconds; 100 per hour',
      LIMIT_SENDS_PER_RANGE: '1000 per hour',
      LIMIT_CALLS_PER_ADDRESS: '10000 per minute',
    },
    url: `${url('api')}/health`,
  },
  preview('form', 'api'),
  preview('formWithoutApi', 'nothing'),
].map((server) => ({
  ...server,
  env: server.env,
  reuseExistingServer: false,
  gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 5_000 },
  timeout: 60_000,
}));
