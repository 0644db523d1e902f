// A writer without a terminal: Sveltia CMS with the configuration that `fissure schema --cms sveltia` writes, in a browser, on the
// files of a small site. The CMS picks the folder of a site as it does on the machine of a writer; here it gets the browser's own
// file system, with the files of the site in it, which are read back and built.

import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { launch } from './lib/browser.js';

assert(process.env.FISSURE, 'FISSURE must name the program; scripts/test sets it');
const PATIENCE = 30_000;
const sveltia = (file) => join(import.meta.dirname, 'node_modules/@sveltia/cms', file);

const SITE = {
  'content/site.yaml': `title: The site
base_url: https://example.org/
kinds: [{key: person, folder: people, title: Person, plural: People}]
`,
  'content/models/fugu.md': '---\nname: Fugu\n---\nA model of [[sakana-ai]].\n',
  'content/models/fable-5.md': '---\nname: Fable 5\n---\n',
  'content/companies/sakana-ai.md': '---\nname: Sakana AI\n---\n',
  'content/blocs/japan.md': '---\nname: Japan\n---\n',
  'content/people/ren-ito.md': '---\nname: Ren Ito\n---\n',
  'content/sources/a.md': '---\ntitle: A wire\npublished: 2026-11-19\n---\n',
  'content/articles/2026-11-19-old.md': `---
title: Old
date: 2026-11-19
authors: Ann Lee
model: fugu
person: ren-ito
sources: a
translations: {}
access:
  - {model: fugu, for: japan, status: open, since: 2026-11-18, source: a, at: ¶4}
events:
  - {what: Fugu launches, when: {says: two weeks ago, in: a}}
claims:
  - {id: x, about: fugu, says: It is so., by: sakana-ai, at: {a: [¶3, ¶6]}}
extra: {map: true, deep: {a: [1, 2]}}
---

Text with [[fugu]], ==marks== and a note.[^1]

> [!note]- Title
> In it.

[^1]: The note.
`,
};

let root, server, browser, page, config, problems;

const edit = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const fissure = (...args) =>
  spawnSync(process.env.FISSURE, ['--root', root, ...args, '--now', '2026-11-22T12:00:00Z'], { encoding: 'utf8' });
const html = (path) => readFileSync(join(root, 'public', path), 'utf8');

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'fissure-cms-'));
  Object.entries(SITE).forEach(([path, text]) => edit(path, text));
  const made = fissure('schema', '--cms', 'sveltia');
  assert.equal(made.status, 0, made.stderr);
  config = readFileSync(join(root, 'admin/config.yml'), 'utf8');
  copyFileSync(sveltia('dist/sveltia-cms.js'), join(root, 'admin/sveltia-cms.js'));

  const types = { '.html': 'text/html', '.js': 'text/javascript', '.yml': 'text/yaml' };
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    const known = ['/admin/index.html', '/admin/config.yml', '/admin/sveltia-cms.js'].includes(path);
    response.writeHead(known ? 200 : 404, { 'content-type': types[extname(path)] ?? 'text/plain' });
    response.end(known ? readFileSync(join(root, path)) : 'not found');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://localhost:${server.address().port}`;

  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, locale: 'en-US' });
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  // Fonts and the news of the CMS are from elsewhere, and not needed.
  await page.route((url) => url.origin !== origin, (route) => route.abort());
  await page.addInitScript(() => (window.showDirectoryPicker = () => navigator.storage.getDirectory()));
  await page.goto(`${origin}/nothing`);
  await page.evaluate(async (files) => {
    for (const [path, text] of Object.entries(files)) {
      const parts = path.split('/');
      let folder = await navigator.storage.getDirectory();
      for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
      const file = await (await folder.getFileHandle(parts.at(-1), { create: true })).createWritable();
      await file.write(text);
      await file.close();
    }
  }, { ...SITE, '.git/HEAD': 'ref: refs/heads/main\n' });
  await page.goto(`${origin}/admin/`);
  await page.getByRole('button', { name: /local/i }).first().click({ timeout: PATIENCE });
  await page.waitForFunction(() => /\bOld\b/.test(document.body.innerText), undefined, { timeout: PATIENCE });
});

after(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  if (root) rmSync(root, { recursive: true });
});

/** All that the CMS has in a folder now, by path. */
const saved = (folder) =>
  page.evaluate(async (folder) => {
    let handle = await navigator.storage.getDirectory();
    for (const part of folder.split('/')) handle = await handle.getDirectoryHandle(part);
    const files = {};
    for await (const [name, file] of handle.entries()) {
      // Next to a file that is being written there is another, which goes.
      if (name.endsWith('.md')) files[`${folder}/${name}`] = await file.getFile().then((file) => file.text(), () => '');
    }
    return files;
  }, folder);

const field = (key) => page.locator(`[data-key-path="${key}"]`);

/** Opens a form; gives its title. */
async function open(form) {
  const title = field('title').getByRole('textbox');
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    await page.evaluate((form) => (location.hash = form), form);
    if (await title.waitFor({ timeout: 3000 }).then(() => true, () => false)) return title;
    assert(Date.now() < deadline, `no form at ${form}: ${await page.evaluate(() => document.body.innerText)}`);
    await page.evaluate(() => (location.hash = '#/collections/articles'));
  }
}

/** The form of a field further down, which is made when it is seen. */
async function below(key) {
  const deadline = Date.now() + PATIENCE;
  while ((await field(key).count()) === 0) {
    assert(Date.now() < deadline, `there is no field ${key}`);
    await page.mouse.move(500, 600);
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(50);
  }
  await field(key).scrollIntoViewIfNeeded();
  return field(key);
}

/** Saves, and waits for the file. */
async function save(is) {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const [path, text] = Object.entries(await saved('content/articles')).find(([path, text]) => is(path, text)) ?? [];
    if (path && text) {
      // Then the CMS goes on to its list.
      await page.waitForFunction(() => !/entries|new/.test(location.hash), undefined, { timeout: PATIENCE });
      return [path, text];
    }
    assert(Date.now() < deadline, 'the CMS never saved the file');
    await page.waitForTimeout(100);
  }
}

test('the configuration is one that the CMS describes', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const valid = ajv.compile(JSON.parse(readFileSync(sveltia('schema/sveltia-cms.json'), 'utf8')));
  assert(valid(parse(config)), JSON.stringify(valid.errors, null, 2));
  assert.deepEqual(
    parse(config).collections.map((collection) => collection.name),
    ['articles', 'blocs', 'models', 'companies', 'policies', 'people', 'sources', 'disputes', 'pages'],
  );
});

test('an article that was written by hand keeps all that its form does not have', async () => {
  const title = await open('#/collections/articles/entries/2026-11-19-old');
  assert.equal(await title.inputValue(), 'Old');
  await title.fill('Old, with another title');
  const [path, text] = await save((path, text) => text.includes('another title'));
  assert.equal(path, 'content/articles/2026-11-19-old.md');
  const parts = (text) => {
    const [, front, body] = text.match(/^---\n([^]*?)\n---\n([^]*)$/);
    return [parse(front, { schema: 'failsafe' }), body.trim()];
  };
  const [before, after] = [parts(SITE[path]), parts(text)];
  assert.equal(after[1], before[1]);
  // Where Fissure takes a list, one value is the same.
  const listed = (value) =>
    Array.isArray(value) ? value.map(listed) : value && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, value]) => [key, typeof value === 'string' ? [value] : listed(value)]))
      : value;
  const flags = Object.fromEntries(Object.entries(after[0]).filter(([, value]) => value !== 'false'));
  assert.deepEqual(listed(flags), listed({ ...before[0], title: 'Old, with another title' }));
});

test('a new article names entities that a picker offers, and is published', async () => {
  const title = await open('#/collections/articles/new');
  await title.fill('Fugu: open to “all”');
  await field('date').locator('input').first().fill('2026-11-21');
  const models = await below('model');
  await models.getByText('Fable 5').waitFor({ timeout: PATIENCE });
  await models.getByText('Fugu', { exact: true }).click();
  await (await below('body')).locator('textarea').first().fill('[[sakana-ai]] opens ==Fugu==.');
  const [path, text] = await save((path) => !path.endsWith('-old.md'));

  for (const [path, text] of Object.entries(await saved('content/articles'))) edit(path, text);
  const built = fissure('build', '--strict');
  assert.equal(built.status, 0, `${path}:\n${text}\n${built.stderr}`);
  const address = 'articles/fugu-open-to-all/index.html';
  assert.match(html(address), /<h1[^>]*>Fugu: open to “all”<\/h1>/);
  assert.match(html(address), /<mark><a [^>]*>Fugu<\/a><\/mark>/);
  assert(html('models/fugu/index.html').includes('Fugu: open to “all”'), 'the model does not list the article');
  assert(html('companies/sakana-ai/index.html').includes('opens'), 'the company does not quote the sentence');
  // What was saved of the old article says what it said.
  assert(html('articles/old/index.html').includes('two weeks ago'), html('articles/old/index.html'));
  assert.deepEqual(problems, []);
});
