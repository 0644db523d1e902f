// Types the queries of the bench into the page of search in Chromium, counts what is loaded and what is found, and asks
// Pagefind for the same.   usage: node browser.js SITE QUERIES
//
// Needs what `scripts/test web` installs. Pagefind comes from npm, into a folder that goes again.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const { chromium } = createRequire(new URL('../../tests/web/package.json', import.meta.url))('playwright-core');
const [site, queriesFile] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(queriesFile, 'utf8'));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.txt': 'text/plain' };

let loaded = [];
const server = createServer((request, response) => {
  let path = join(site, decodeURIComponent(new URL(request.url, 'http://x').pathname));
  if (path.endsWith('/')) path += 'index.html';
  if (!existsSync(path)) return response.writeHead(404).end();
  const type = TYPES[extname(path)];
  // Files without a type of text go as they are, as hosts do it.
  const body = type ? gzipSync(readFileSync(path)) : readFileSync(path);
  loaded.push({ path: path.slice(site.length), bytes: body.length });
  response.writeHead(200, { 'content-type': type ?? 'application/octet-stream', ...(type && { 'content-encoding': 'gzip' }) });
  response.end(body);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;

const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
function folder(path) {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((file) => join(file.parentPath, file.name)).map((file) => [file, statSync(file).size]);
  const zipped = sizes.map(([file]) => gzipSync(readFileSync(file)).length);
  const sum = (list) => list.reduce((all, one) => all + one, 0);
  const plain = sizes.map(([, size]) => size);
  return `${sizes.length} files, ${kb(sum(plain))}, gzip ${kb(sum(zipped))}, largest ${kb(Math.max(...plain))}, gzip ${kb(Math.max(...zipped))}`;
}

console.log(`index: ${folder(join(site, 'search'))}`);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await (await browser.newContext()).newPage();
page.on('pageerror', (error) => console.log(String(error)));

/** Types a query's last key into the field; gives how long it takes until its results are there, and their addresses. */
const ask = (text) =>
  page.evaluate(async (text) => {
    const field = document.getElementById('query');
    const list = document.getElementById('results');
    const wanted = text.toLowerCase();
    const there = new Promise((done) => {
      const watcher = new MutationObserver(() => {
        if (list.dataset.query !== wanted) return;
        watcher.disconnect();
        done();
      });
      watcher.observe(list, { attributes: true });
    });
    list.dataset.query = '';
    const began = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await there;
    const took = performance.now() - began;
    return { took, found: [...list.querySelectorAll('h2 a')].map((a) => a.getAttribute('href')) };
  }, text);

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

// What a first query loads, each on a page of its own and with nothing kept.
const first = [];
for (const { text } of queries.filter((_, n) => n % 10 < 5).slice(0, 20)) {
  const context = await browser.newContext();
  const fresh = await context.newPage();
  loaded = [];
  await fresh.goto(`${origin}/search/?q=${encodeURIComponent(text)}`);
  await fresh.waitForFunction(() => document.getElementById('found')?.textContent);
  const index = loaded.filter(({ path }) => path.startsWith('/search/') && !path.endsWith('index.html'));
  first.push(index.reduce((all, { bytes }) => all + bytes, 0));
  await context.close();
}
console.log(`first query, gzip: median ${kb(median(first))}, worst ${kb(Math.max(...first))}`);

const ours = {};
await page.goto(`${origin}/search/`);
await page.waitForFunction(() => document.querySelector('#bloc option:nth-child(2)'));
for (const { sort, text, page: meant } of queries) {
  // As it is typed: what is loaded on the way is there at the last key, as it is for people.
  const { took, found } = await ask(text);
  (ours[sort] ??= []).push({ text, meant, took, place: found.indexOf(meant) });
}
const report = (name, results) => {
  for (const [sort, list] of Object.entries(results)) {
    const times = list.map(({ took }) => took);
    const hits = list.filter(({ place }) => place >= 0 && place < 5);
    const firsts = list.filter(({ place }) => place === 0).length;
    console.log(`${name} ${sort.padEnd(9)} first five ${hits.length}/${list.length}, first ${firsts}; median ${median(times).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`);
    if (process.env.MISSES) for (const { text, meant, place } of list) if (!(place >= 0 && place < 5)) console.log(`    ${text} -> ${meant} at ${place}`);
  }
  const all = Object.values(results).flat().map(({ took }) => took);
  console.log(`${name} all: median ${median(all).toFixed(1)} ms, worst ${Math.max(...all).toFixed(1)} ms`);
};
report('ours', ours);

const npm = process.env.PAGEFIND || mkdtempSync(join(tmpdir(), 'pagefind-'));
if (!process.env.PAGEFIND) execFileSync('npm', ['install', '--prefix', npm, '--no-audit', '--no-fund', 'pagefind'], { stdio: 'ignore' });
const began = performance.now();
execFileSync(join(npm, 'node_modules/.bin/pagefind'), ['--site', site], { stdio: 'ignore' });
console.log(`pagefind: built in ${((performance.now() - began) / 1000).toFixed(1)} s, ${folder(join(site, 'pagefind'))}`);
const firstOfPagefind = [];
for (const { text } of queries.filter((_, n) => n % 10 < 5).slice(0, 20)) {
  const context = await browser.newContext();
  const fresh = await context.newPage();
  await fresh.goto(`${origin}/404.html`);
  loaded = [];
  await fresh.evaluate(async (text) => {
    const pagefind = await import('/pagefind/pagefind.js');
    const { results } = await pagefind.search(text);
    await Promise.all(results.slice(0, 10).map((result) => result.data()));
  }, text);
  firstOfPagefind.push(loaded.reduce((all, { bytes }) => all + bytes, 0));
  await context.close();
}
console.log(`pagefind first query: median ${kb(median(firstOfPagefind))}, worst ${kb(Math.max(...firstOfPagefind))}`);
const theirs = {};
for (const { sort, text, page: meant } of queries) {
  const { took, found } = await page.evaluate(async (text) => {
    const pagefind = await import('/pagefind/pagefind.js');
    const began = performance.now();
    const { results } = await pagefind.search(text);
    const found = await Promise.all(results.slice(0, 10).map(async (result) => (await result.data()).url));
    return { took: performance.now() - began, found };
  }, text);
  (theirs[sort] ??= []).push({ text, meant, took, place: found.map((url) => url.replace(/index\.html$/, '')).indexOf(meant) });
}
report('pagefind', theirs);
await browser.close();
server.close();
if (!process.env.PAGEFIND) rmSync(npm, { recursive: true, force: true });
