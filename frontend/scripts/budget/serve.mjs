/** Serves the built form as it is served in production (nginx/nginx.conf): compressed, with every header, API behind it. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { extname, join, relative } from 'node:path';
import { compress } from '../../server/compress.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

const ABOUT_API = /^\/(api|webhooks|problems|\.well-known)\/|^\/health$/;

async function readFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      return [`/${relative(folder, file)}`, { type, body: await compress(await readFile(file)) }];
    });
  return new Map(await Promise.all(files));
}

function cacheControl(path) {
  if (path === '/index.html') return 'no-store';
  return path.startsWith('/assets/')
    ? 'public, max-age=31536000, immutable'
    : 'public, max-age=3600';
}

function passOn(incoming, outgoing, apiUrl) {
  const { method, url, headers } = incoming;
  const call = request(apiUrl + url, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  call.on('error', () => outgoing.writeHead(502).end());
  incoming.pipe(call);
}

/** Starts on a free port of this machine; gives its address and a way to stop it. */
export async function serveForm({ folder, apiUrl, headers }) {
  const files = await readFiles(folder);
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url, 'http://localhost');
    if (ABOUT_API.test(pathname)) return passOn(incoming, outgoing, apiUrl);
    const path = pathname === '/' ? '/index.html' : pathname;
    const file = files.get(path);
    if (!file) return outgoing.writeHead(404, headers).end();
    return outgoing
      .writeHead(200, {
        ...headers,
        'Content-Type': file.type,
        'Content-Encoding': 'gzip',
        'Content-Length': file.body.length,
        'Cache-Control': cacheControl(path),
        Vary: 'Accept-Encoding',
      })
      .end(file.body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
