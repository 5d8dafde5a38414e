/** Pages of other origins with the form in them, and the API that each of them calls. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { launch, type Part } from './parts.ts';
import { freePort, FRONTEND, launchApi, stopperOf } from './stack.ts';

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
  /** Another site: cookies with `SameSite=None; Secure`. It lists its pages, and admits no others of this machine. */
  readonly crossSite: Site;
  /** Another site, with an API whose cookies are not made for that. */
  readonly misconfigured: Site;
  /** On the same site as the API of `sameSite`, which lists it. */
  readonly bare: BarePage;
  /** Likewise, for a frame in `bare`: another origin, as its port differs. */
  readonly framed: BarePage;
  readonly stop: () => Promise<void>;
}

interface Wish {
  readonly pagesHost: 'localhost' | '127.0.0.1';
  readonly apiSettings: Readonly<Record<string, string>>;
  readonly alsoListed?: readonly string[];
}

const startApi = (port: number, settings: Readonly<Record<string, string>>) =>
  launchApi(`api-of-pages-${port}`, port, {
    LIMIT_SENDS_PER_ADDRESS: '1000 per 15 minutes',
    ...settings,
  });

async function startPages(host: string, port: number, apiUrl: string): Promise<Part> {
  const vite = resolve(FRONTEND, 'node_modules/vite/bin/vite.js');
  const config = ['--config', resolve(FRONTEND, 'examples/vite.config.ts')];
  const folder = ['--outDir', resolve(FRONTEND, `node_modules/.cache/dialproof-examples-${port}`)];
  const options = { cwd: FRONTEND, env: { ...process.env, VITE_API_URL: apiUrl } };
  const build = [vite, 'build', ...config, ...folder, '--emptyOutDir', '--logLevel', 'error'];
  await run(process.execPath, build, options);
  const preview = [vite, 'preview', ...config, ...folder, '--host', host, '--port', String(port)];
  return launch({
    name: `pages-${port}`,
    command: [process.execPath, ...preview],
    cwd: FRONTEND,
    env: { VITE_API_URL: apiUrl },
    healthy: `http://${host}:${port}`,
  });
}

async function startSite({ pagesHost, apiSettings, alsoListed = [] }: Wish) {
  const [pagesPort, apiPort] = [await freePort(), await freePort()];
  const site = {
    pagesUrl: `http://${pagesHost}:${pagesPort}`,
    apiUrl: `http://localhost:${apiPort}`,
  };
  const listed = [site.pagesUrl, ...alsoListed].join(', ');
  const stop = await stopperOf([
    startApi(apiPort, { CORS_ORIGINS: listed, ...apiSettings }),
    startPages(pagesHost, pagesPort, site.apiUrl),
  ]);
  return { site, stop };
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
      apiSettings: {
        COOKIE_SAMESITE: 'None',
        COOKIE_SECURE: 'true',
        CORS_LOOPBACK_ORIGINS: 'false',
      },
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
    async stop() {
      bare.close();
      framed.close();
      await Promise.all(sites.map(({ stop }) => stop()));
    },
  };
}
