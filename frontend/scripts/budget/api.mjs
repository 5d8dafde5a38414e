/** The real API, for as long as the budget is measured. Nothing is sent: no measurement asks for a code. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { delimiter } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const backend = fileURLToPath(new URL('../../../backend/', import.meta.url));
const bin = process.env.DIALPROOF_BIN ?? `${backend}.venv/bin`;

const PATIENCE = 60_000;

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

async function answers(url) {
  const answer = await fetch(url).catch(() => null);
  return answer?.ok === true;
}

/** Starts the API on a free port; gives its address and a way to stop it. */
export async function startApi() {
  const port = await freePort();
  const api = spawn('gunicorn', ['-c', 'gunicorn.conf.py', 'dialproof.app:create_app()'], {
    cwd: backend,
    env: {
      ...process.env,
      PATH: bin + delimiter + process.env.PATH,
      DIALPROOF_ENV_FILE: '/dev/null',
      PORT: String(port),
      LOG_LEVEL: 'error',
      LIMIT_CALLS_PER_ADDRESS: '10000 per minute',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let ended = null;
  api.on('error', (error) => (ended = error.message));
  api.on('exit', (status) => (ended ??= `it ended with status ${status}`));
  const url = `http://127.0.0.1:${port}`;
  const close = () => api.kill();
  for (const begun = Date.now(); !(await answers(`${url}/health`)); await wait(100)) {
    if (ended === null && Date.now() - begun < PATIENCE) continue;
    close();
    throw new Error(
      `The API did not start (${ended ?? 'no answer'}). Set the backend up first: python3 backend/dev.py test budget`,
    );
  }
  return { url, close };
}
