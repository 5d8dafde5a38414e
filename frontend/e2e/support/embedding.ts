/** Pages of other origins with the form in them, and the API that each of them calls. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { delimiter, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { SANDBOX_URL } from './stack.ts';

const FRONTEND = fileURLToPath(new URL('../../', import.meta.url));
const BACKEND = resolve(FRONTEND, '../backend');
const BIN = process.env.DIALPROOF_BIN ?? resolve(BACKEND, '.venv/bin');

const LIBRARY = resolve(FRONTEND, 'dist-lib');

const run = promisify(execFile);

/** Where the example pages are served, and the API that they were built for. */
export interface Site {
  readonly pagesUrl: string;
  readonly apiUrl: string;
}

/** A page that a test writes itself, beside the files of the library. */
export interface BarePage {
  readonly url: string;
  /** What the page holds, from now on. */
  write: (body: string, charset?: string) => void;
}

export interface Embedding {
  /** The folder of the library. */
  readonly library: string;
  /** Another origin, but the same site, as for subdomains of one domain: default cookies. */
  readonly sameSite: Site;
  /** Another site: cookies with `SameSite=None; Secure`. */
  readonly crossSite: Site;
  /** Another site, with an API whose cookies are not made for that. */
  readonly misconfigured: Site;
  /** On the same site as the API of `sameSite`, which lists it. */
  readonly bare: BarePage;
  /** Likewise, for a frame in `bare`: another origin, as its port differs. */
  readonly framed: BarePage;
  readonly stop: () => void;
}

interface Wish {
  readonly pagesHost: 'localhost' | '127.0.0.1';
  readonly apiSettings: Readonly<Record<string, string>>;
  readonly alsoListed?: readonly string[];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

async function waitFor(url: string): Promise<void> {
  await expect(async () => {
    expect((await fetch(url)).ok).toBe(true);
  }).toPass({ intervals: [100], timeout: 30_000 });
}

function startApi(port: number, settings: Readonly<Record<string, string>>): ChildProcess {
  return spawn('gunicorn', ['-c', 'gunicorn.conf.py', 'dialproof.app:create_app()'], {
    cwd: BACKEND,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PATH: BIN + delimiter + (process.env.PATH ?? ''),
      DIALPROOF_ENV_FILE: '/dev/null',
      PORT: String(port),
      LOG_LEVEL: 'error',
      VONAGE_API_URL: SANDBOX_URL,
      VONAGE_API_KEY: 'sandbox',
      VONAGE_API_SECRET: 'sandbox-secret',
      VONAGE_CANCEL_AFTER: '0',
      PROVIDER_IS_SANDBOX: 'true',
      SANDBOX_PHONE_URL: SANDBOX_URL,
      LIMIT_SENDS_PER_ADDRESS: '1000 per 15 minutes',
      LIMIT_SENDS_PER_RANGE: '1000 per hour',
      LIMIT_CALLS_PER_ADDRESS: '10000 per minute',
      ...settings,
    },
  });
}

async function startPages(host: string, port: number, apiUrl: string): Promise<ChildProcess> {
  const vite = resolve(FRONTEND, 'node_modules/vite/bin/vite.js');
  const config = ['--config', resolve(FRONTEND, 'examples/vite.config.ts')];
  const folder = ['--outDir', resolve(FRONTEND, `node_modules/.cache/dialproof-examples-${port}`)];
  const options = { cwd: FRONTEND, env: { ...process.env, VITE_API_URL: apiUrl } };
  const build = [vite, 'build', ...config, ...folder, '--emptyOutDir', '--logLevel', 'error'];
  await run(process.execPath, build, options);
  const preview = [vite, 'preview', ...config, ...folder, '--host', host, '--port', String(port)];
  return spawn(process.execPath, preview, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function startSite({ pagesHost, apiSettings, alsoListed = [] }: Wish) {
  const [pagesPort, apiPort] = [await freePort(), await freePort()];
  const site = {
    pagesUrl: `http://${pagesHost}:${pagesPort}`,
    apiUrl: `http://localhost:${apiPort}`,
  };
  const listed = [site.pagesUrl, ...alsoListed].join(', ');
  const api = startApi(apiPort, { CORS_ORIGINS: listed, ...apiSettings });
  const pages = await startPages(pagesHost, pagesPort, site.apiUrl);
  await Promise.all([waitFor(`${site.apiUrl}/health`), waitFor(site.pagesUrl)]);
  return { site, processes: [api, pages] };
}

async function startBarePage() {
  let html = '';
  let type = '';
  const server = createHttpServer((request, answer) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      answer.writeHead(200, { 'Content-Type': type }).end(html);
      return;
    }
    readFile(LIBRARY + pathname).then(
      (file) => answer.writeHead(200, { 'Content-Type': 'text/javascript' }).end(file),
      () => answer.writeHead(404).end(),
    );
  });
  const port = await freePort();
  await new Promise<void>((listening) => server.listen(port, 'localhost', listening));
  return {
    url: `http://localhost:${port}`,
    write(body: string, charset = 'utf-8') {
      type = `text/html; charset=${charset}`;
      html = `<!doctype html><html lang="en"><title>Host</title>${body}`;
    },
    close: () => server.close(),
  };
}

/** Builds the library and starts every site with it. */
export async function startEmbedding(): Promise<Embedding> {
  await run('npm', ['run', '--silent', 'build:lib'], { cwd: FRONTEND });
  const [bare, framed] = await Promise.all([startBarePage(), startBarePage()]);
  const sites = await Promise.all([
    startSite({ pagesHost: 'localhost', apiSettings: {}, alsoListed: [bare.url, framed.url] }),
    startSite({
      pagesHost: '127.0.0.1',
      apiSettings: { COOKIE_SAMESITE: 'None', COOKIE_SECURE: 'true' },
    }),
    startSite({ pagesHost: '127.0.0.1', apiSettings: {} }),
  ]);
  const [sameSite, crossSite, misconfigured] = [sites[0].site, sites[1].site, sites[2].site];
  return {
    library: LIBRARY,
    sameSite,
    crossSite,
    misconfigured,
    bare,
    framed,
    stop() {
      bare.close();
      framed.close();
      for (const one of sites.flatMap(({ processes }) => processes)) one.kill();
    },
  };
}
