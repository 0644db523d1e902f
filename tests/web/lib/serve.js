// A small static host on loopback: the site under its sub-path, index.html for folders, 404.html with status 404 for
// what is not there, gzip for text, and the headers that the site asks for. It never redirects.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { headersOf } from './headers.js';
import { base, dir, fileAt, files } from './site.js';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.jsonld': 'application/ld+json',
  '.webmanifest': 'application/manifest+json',
  '.ics': 'text/calendar; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSED = /^text\/|xml|json/;

/** Serves the site on a free port, every answer with these headers too: { origin, close }. */
export async function serve(more = {}) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const missing = url.pathname.startsWith(base.pathname) && files.includes('404.html') ? '404.html' : undefined;
    const found = fileAt(url);
    const file = found ?? missing;
    const type = (file && TYPES[extname(file)]) ?? 'application/octet-stream';
    let body = file ? readFileSync(join(dir, file)) : Buffer.from('not found');
    const headers = { ...headersOf(url.pathname), 'content-type': type, ...more };
    if (COMPRESSED.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      body = gzipSync(body);
      headers['content-encoding'] = 'gzip';
    }
    response.writeHead(found ? 200 : 404, { ...headers, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () =>
    new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
