// The preview as a browser has it before readers do: it blocks what the site's headers will block, and says above a page what
// became of it, at its corners how many warnings there are and whether the preview still runs.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch } from './lib/browser.js';
import { PATIENCE, Preview } from './lib/preview.js';
import { rulesOf, sentWith } from './lib/rules.js';

const article = (text, fields = '') => `---\ntitle: One\ndate: 2026-11-20\nmodel: fugu\n${fields}---\n${text}\n`;
const SETTINGS = 'title: The site\nbase_url: https://example.org/\n';

let browser, preview, page;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

beforeEach(async () => {
  preview = new Preview();
  preview.edit('content/site.yaml', SETTINGS);
  preview.edit('content/articles/one.md', article('The words.'));
  preview.edit('content/models/fugu.md', '---\nname: Fugu\n---\n');
  page = await browser.newPage({ viewport: { width: 800, height: 600 } });
});
afterEach(async () => {
  await page?.close();
  await preview.end();
});

const begin = async (path = 'articles/one/') => page.goto(`${await preview.start(0)}${path}`);
const until = (what, argument) => page.waitForFunction(what, argument, { timeout: PATIENCE, polling: 20 });
/** Waits until a message of the preview has these words; gives all of them. */
async function message(name, words) {
  await until(([name, words]) => document.querySelector(name)?.shadowRoot.textContent.includes(words), [name, words]);
  return page.evaluate((name) => document.querySelector(name).shadowRoot.textContent, name);
}
const noMessage = (name) => until((name) => !document.querySelector(name), name);

/** What of a page is blocked: one line for each, the same wherever the page comes from. */
const BLOCKED = `<p id="styled" style="color: rgb(1, 2, 3)" onclick="window.ran = true">Styled</p>
<img src="https://pictures.example/a.png" alt="">
<video src="https://films.example/a.mp4"></video>
<form action="https://forms.example/"><button id="send">Send</button></form>

<script>window.ran = true</script>

<style>#styled { color: rgb(1, 2, 3) }</style>
`;
const TEMPLATE = `{% extends "base.html" %}
{% block head %}<link rel="stylesheet" href="https://styles.example/a.css">
<script src="https://scripts.example/a.js"></script>
<link rel="stylesheet" href="{{ site.assets["own.css"] }}">{% endblock head %}
{% block main %}<h1>{{ article.title }}</h1>
<iframe src="https://frames.example/"></iframe>
<object data="https://objects.example/a.swf"></object>
{{ article.html | safe }}{% endblock main %}
`;
const SHEET = `@import url("https://imports.example/a.css");
@font-face { font-family: A; src: url("https://fonts.example/a.woff2") }
h1 { font-family: A; background: url("https://grounds.example/a.png") }
`;

/** A host for the written files, with what their `_headers` asks for. */
async function host(root, prefix) {
  const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
  const rules = rulesOf(readFileSync(join(root, '_headers'), 'utf8'));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const path = join(root, pathname.slice(prefix.length).replace(/\/$/, '/index.html'));
    const is = existsSync(path);
    const type = types[extname(path)] ?? 'application/octet-stream';
    response.writeHead(is ? 200 : 404, { ...sentWith(rules, pathname), 'content-type': type });
    response.end(is ? readFileSync(path) : '');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}

/** What a browser blocks of a page, also when its reader does what there is to do. */
async function blocked(url) {
  const other = await browser.newPage();
  // The host listens at one loopback alone, which the browser finds by itself.
  await other.addInitScript(() => {
    window.blocked = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      window.blocked.push(`${effectiveDirective} ${blockedURI.replace(location.origin, '')}`);
    });
  });
  await other.goto(url);
  // A form that is not sent leads nowhere, for which a click of the mouse would wait.
  await other.evaluate(() => ['styled', 'send'].forEach((id) => document.getElementById(id).click()));
  await other.evaluate(() => document.fonts.ready);
  await other.waitForFunction(() => window.blocked.some((one) => one.startsWith('form-action')), undefined, {
    timeout: PATIENCE,
  });
  const found = await other.evaluate(() => ({
    blocked: [...new Set(window.blocked)].sort(),
    colour: getComputedStyle(document.querySelector('#styled')).color,
    ran: window.ran === true,
  }));
  await other.close();
  return found;
}

test('a browser blocks what it will block for readers, and each of it is a warning', async () => {
  preview.edit('content/articles/one.md', article(BLOCKED));
  preview.edit('templates/article.html', TEMPLATE);
  preview.edit('static/assets/own.css', SHEET);
  await begin();
  await until(() => document.querySelector('fissure-warnings'));
  const root = join(preview.root, 'public');
  const deadline = Date.now() + PATIENCE;
  while (!existsSync(join(root, '_headers')) && Date.now() < deadline) await new Promise((go) => setTimeout(go, 20));
  const production = await host(root, new URL(preview.url).pathname.slice(0, -1));
  const expected = await blocked(`${production.origin}${new URL(preview.url).pathname}articles/one/`);
  production.close();
  const found = await blocked(`${preview.url}articles/one/`);
  assert.deepEqual(found, expected);
  assert(!found.ran && found.colour !== 'rgb(1, 2, 3)');

  const warnings = await (await fetch(new URL('/_fissure/warnings', preview.url))).json();
  const said = warnings.filter(({ code }) => code === 'E51').map(({ message }) => message);
  const hosts = found.blocked.flatMap((one) => one.match(/[a-z]+\.example/) ?? []);
  assert.deepEqual([...new Set(hosts)].sort().length, 10, hosts.join(' '));
  for (const host of hosts) assert(said.some((message) => message.includes(host)) || host === 'objects.example', `${host}: ${said}`);
  for (const part of ['this style:', 'these styles', 'script does not run', 'this object']) {
    assert(said.some((message) => message.includes(part)), `${part}: ${said}`);
  }
  assert.equal(said.filter((message) => message.includes('script does not run: the site')).length, 3);

  // What comes in with an edit is blocked as on a page that is loaded.
  await page.evaluate(() => (window.marker = true));
  preview.edit('content/articles/one.md', article(`Edited.\n\n${BLOCKED}`));
  await until(() => document.body.innerText.includes('Edited.'));
  await page.click('#styled');
  const colour = await page.evaluate(() => getComputedStyle(document.querySelector('#styled')).color);
  assert.notEqual(colour, 'rgb(1, 2, 3)');
  assert.deepEqual(await page.evaluate(() => [window.ran, window.marker]), [undefined, true]);
});

/** Whether a style sheet of the page was loaded: one that is blocked does not show its rules. */
const isStyled = () =>
  [...document.styleSheets].some((sheet) => {
    try {
      return sheet.cssRules.length > 0;
    } catch {
      return false;
    }
  });

test('the preview works under a policy that allows nothing, and opens it no further', async () => {
  preview.edit('static/_headers', '/*\n  Content-Security-Policy: default-src \'none\'\n');
  await begin();
  const asks = await page.evaluate(() => fetch('/').then(() => 'answered', () => 'blocked'));
  assert.equal(asks, 'blocked');
  assert(!(await page.evaluate(isStyled)));
  await page.evaluate(() => (window.marker = true));
  preview.edit('content/articles/one.md', article('Other words.'));
  await until(() => document.body.innerText.includes('Other words.'));
  assert(await page.evaluate(() => window.marker));
  // Its messages have their styles, which the policy does not know of.
  preview.edit('content/articles/one.md', article('Never seen.', 'title: Twice\n'));
  await message('fissure-problems', '1 error');
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('fissure-problems')).position), 'fixed');
  preview.edit('content/articles/one.md', article('Other words.'));
  await noMessage('fissure-problems');
  // Another policy is that of a page that is loaded anew.
  preview.edit('static/_headers', '/*\n  Content-Security-Policy: default-src \'self\'\n');
  await until(() => window.marker === undefined);
  await until(isStyled);
});

test('warnings are a count that opens, with their places, and go when they are fixed', async () => {
  await begin();
  preview.edit('content/articles/one.md', article('<p style="color: red">Words.</p>'));
  await message('fissure-warnings', '1 warning');
  const box = await page.locator('fissure-warnings').boundingBox();
  assert(box.height < 40 && box.width < 200, `the count covers ${box.width} x ${box.height}`);
  await page.locator('fissure-warnings summary').click();
  const said = await message('fissure-warnings', 'content/articles/one.md:6:');
  for (const part of ['E51', 'this style', 'inline_styles']) assert(said.includes(part), `${part}: ${said}`);
  // The open list follows.
  preview.edit('content/articles/one.md', article('<p style="color: red">A.</p>\n\n'.repeat(60)));
  await message('fissure-warnings', '60 warnings');
  assert((await message('fissure-warnings', '(60)')).includes('E51: something that readers would not see'));
  preview.edit('content/articles/one.md', article('Words.'));
  await noMessage('fissure-warnings');
});

test('a page that goes says why, and where it is now', async () => {
  await begin();
  preview.edit('content/articles/one.md', article('The words.', 'draft: true\n'));
  await message('fissure-note', 'This page is a draft now: content/articles/one.md');
  await until(() => !document.body.innerText.includes('The words.'));
  await page.goto(`${preview.url}articles/one/`);
  await message('fissure-note', 'This page is a draft now');
  preview.edit('content/articles/one.md', article('The words.'));
  await noMessage('fissure-note');
  await until(() => document.body.innerText.includes('The words.'));

  // A redirect: the old page stays and says where it is now.
  preview.edit('content/articles/one.md', article('The words.', 'slug: two\nredirects: [/articles/one/]\n'));
  await message('fissure-note', 'This page has moved to /articles/two/'.replace('/a', `${new URL(preview.url).pathname}a`));
  assert(await page.evaluate(() => document.body.innerText.includes('The words.')));
  await page.locator('fissure-note a').click();
  await page.waitForURL(`${preview.url}articles/two/`);
  await noMessage('fissure-note');

  // A file with another name and the same text, without a redirect.
  preview.edit('content/articles/three.md', article('The words.'));
  rmSync(join(preview.root, 'content/articles/one.md'));
  await message('fissure-note', 'content/articles/three.md has the same text');
  rmSync(join(preview.root, 'content/articles/three.md'));
  await message('fissure-note', 'The file of this page is gone');
});

test('the open page says that the preview has stopped, until it is back', async () => {
  await begin();
  const port = new URL(preview.url).port;
  await preview.stop();
  await message('fissure-stopped', 'The preview has stopped; this page is as it was at its last build');
  await preview.start(port);
  await noMessage('fissure-stopped');
});

test('an open page follows the site to another address', { skip: Boolean(process.env.SITE_BASE) }, async () => {
  await begin('articles/one/?a=1#b');
  preview.edit('content/site.yaml', SETTINGS.replace('.org/', '.org/brief/'));
  await page.waitForURL(`${preview.url}brief/articles/one/?a=1#b`);
  assert(preview.said.includes(`now serving ${preview.url}brief/`), preview.said);
  await page.goto(`${preview.url}models/fugu/`);
  assert.equal(page.url(), `${preview.url}brief/models/fugu/`);
  preview.edit('content/site.yaml', SETTINGS);
  await page.waitForURL(`${preview.url}models/fugu/`);
});
