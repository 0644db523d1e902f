// Searches a site in a real browser: names first, by alias, slip and in other scripts; texts by their words; facets and keys;
// and without JavaScript all names from A to Z.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './lib/browser.js';
import { serve } from './lib/serve.js';
import { addressOf, base } from './lib/site.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What a careful host allows: files of its own, and nothing within a page.
const POLICY = ['default', 'script', 'style', 'font', 'img', 'connect'].map((of) => `${of}-src 'self'`).join('; ');

let server;
let browser;

before(async () => {
  server = await serve({ 'content-security-policy': POLICY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const at = (file) => server.origin + addressOf(file).pathname;

/** A page of search with strict rules on what it may load; ends when nothing went wrong. */
async function searching(work, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('request', (request) => new URL(request.url()).origin !== server.origin && wrong.push(request.url()));
  await page.goto(at('search/index.html'));
  await work(page);
  await context.close();
  assert.deepEqual(wrong, []);
}

/** Types a query and waits for what it finds: the addresses of the results, below the site's own. */
async function find(page, query) {
  await page.fill('#query', query);
  const folded = query.trim().toLowerCase().replace(/\s+/g, ' ');
  await page.waitForFunction((folded) => document.getElementById('results').dataset.query === folded, folded);
  return results(page);
}

const results = (page) =>
  page.$$eval('#results h2 a', (links, root) => links.map((a) => a.getAttribute('href').slice(root.length - 1)), base.pathname);

test('a query is cut into words as texts are', () =>
  searching(async (page) => {
    const cases = readFileSync(new URL('lib/words.txt', import.meta.url), 'utf8').trimEnd().split('\n');
    const cut = await page.evaluate(async (cases) => {
      const { folded, words } = await import(document.querySelector('script[src*="search."]').src);
      return cases.map((text) => words(folded(text)).join(' '));
    }, cases.map((line) => JSON.parse(`"${line.split(' =>')[0]}"`)));
    assert.deepEqual(cut, cases.map((line) => line.split(' =>')[1].trim()));
  }));

test('a model with a bloc leads to the cell of both, and what is found is described', () =>
  searching(async (page) => {
    for (const query of ['mythos japan', 'Japan Mythos', 'mythos in japan', 'mythos tokyo', 'mythos jap']) {
      assert.equal((await find(page, query))[0], '/matrix/mythos/japan/', query);
    }
    const cell = page.locator('#results li').first();
    assert.match(await cell.innerText(), /Mythos in Japan[^]*withdrawn/);
    assert.deepEqual((await find(page, 'mythos')).filter((address) => address.startsWith('/matrix/')), []);
    assert.equal((await find(page, 'sakana'))[0], '/companies/sakana-ai/');
    assert.match(await page.locator('#results li').first().innerText(), /Sakana AI is a/);
  }));

test('names come first, however they are typed', () =>
  searching(async (page) => {
    for (const [query, expected] of [
      ['sakana', '/companies/sakana-ai/'],
      ['Sakana AI', '/companies/sakana-ai/'],
      ['sakanaai', '/companies/sakana-ai/'],
      ['sakkana', '/companies/sakana-ai/'],
      ['antropic', '/companies/anthropic/'],
      ['fugu', '/models/fugu/'],
      ['mythso', '/models/mythos/'],
      ['china', '/blocs/china/'],
      ['methodology', '/methodology/'],
    ]) {
      assert.equal((await find(page, query))[0], expected, query);
    }
  }));

test('an article is found by words of its title and of its text', () =>
  searching(async (page) => {
    assert.ok((await find(page, 'unveiled one product')).slice(0, 3).includes('/articles/beijing-answers/'));
    const marks = await page.$$eval('#results mark', (marks) => marks.map((mark) => mark.textContent));
    assert.ok(marks.includes('product'), String(marks));
    assert.deepEqual(await find(page, 'zzzzqqqq'), []);
    await page.waitForFunction(() => document.getElementById('found').textContent.includes('Nothing'));
  }));

/** A page of search with the index of another site, made of these files. */
async function searchingIn(files, work) {
  const folder = mkdtempSync(join(tmpdir(), 'fissure-search-'));
  for (const [path, text] of Object.entries({ 'content/site.yaml': 'title: Another\ncards: false\n', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const output = join(folder, 'public');
  execFileSync(process.env.FISSURE, ['--root', folder, 'build', '--now', process.env.SITE_NOW, '--output', output], { stdio: 'pipe' });
  await searching(async (page) => {
    await page.route(/\/search\/[^/?]+\.(json|txt)$/, (route) => {
      const path = join(output, 'search', route.request().url().replace(/.*\//, ''));
      return existsSync(path) ? route.fulfill({ path }) : route.abort();
    });
    await page.reload();
    await work(page);
  });
  rmSync(folder, { recursive: true });
}

const found = (page, text) => page.waitForFunction((text) => document.getElementById('found').textContent.includes(text), text);

test('a word that most articles have asks for nothing, and alone finds the newest', async () => {
  const files = {};
  for (let n = 0; n < 210; n++) {
    const day = `2026-0${1 + Math.floor(n / 28)}-${String(1 + (n % 28)).padStart(2, '0')}`;
    const words = ['The kettle was repaired, and Tokyo is 東京.', n === 7 && 'A zither.', n > 80 && 'Open source.', n === 99 && 'A policy engine.'];
    const title = n === 3 ? 'About a kettle' : `Note ${n}`;
    files[`content/articles/note-${n}.md`] = `---\ntitle: ${title}\ndate: ${day}\n---\n${words.filter(Boolean).join(' ')}\n`;
  }
  await searchingIn(files, async (page) => {
    assert.deepEqual(await find(page, 'kettle zither'), ['/articles/note-7/']);
    assert.deepEqual(await find(page, 'zither kett'), ['/articles/note-7/']);
    // Of those that have it the newest, after the one that has it in its title.
    assert.deepEqual((await find(page, 'kettle')).slice(0, 3), ['/articles/note-3/', '/articles/note-209/', '/articles/note-208/']);
    await found(page, 'add a rarer one');
    for (const query of ['kett', 'open source', 'open-source kettle', '東京', 'the kettle was']) {
      assert.equal((await find(page, query)).length, 10, query);
    }
    assert.equal((await find(page, 'open-source policy engine'))[0], '/articles/note-99/');
    assert.equal((await find(page, '東京 zither'))[0], '/articles/note-7/');
    await find(page, 'kettle');
    await page.selectOption('#kind', 'Article');
    await found(page, 'add a rarer one');
  });
});

test('profiles and pages are found by their words, after names and without articles', () =>
  searchingIn(
    {
      'content/companies/acme.md': '---\nname: Acme\n---\nMakers of the **harp\u00adsichord**, and of H₂O with 10²⁵ bubbles.\n',
      'content/companies/zither.md': '---\nname: Zither\n---\nA firm.\n',
      'content/pages/about.md': '---\ntitle: About us\n---\nWe play the zither and don’t stop.\n',
    },
    async (page) => {
      assert.deepEqual(await find(page, 'harpsichord'), ['/companies/acme/']);
      assert.deepEqual(await find(page, 'acme harps'), ['/companies/acme/']);
      assert.deepEqual(await find(page, 'zither'), ['/companies/zither/', '/about/']);
      assert.equal(await page.textContent('#results li:nth-child(2) .result-meta'), 'Page');
      for (const query of ['h2o', '10^25', 'harp']) assert.deepEqual(await find(page, query), ['/companies/acme/'], query);
      assert.deepEqual(await find(page, "don't"), ['/about/']);
      await find(page, 'zither');
      await page.selectOption('#kind', 'Page');
      await page.waitForFunction(() => document.querySelectorAll('#results li').length === 1);
      await page.selectOption('#kind', '');
      for (const query of ['?!', '—', '~ ^ ~']) {
        await page.fill('#query', query);
        await found(page, 'no letters');
      }
      assert.deepEqual(await find(page, 'harpsichord '.repeat(1000)), ['/companies/acme/']);
      assert.deepEqual(await find(page, `harpsichord ${'x'.repeat(3000)}`), []);
    },
  ));

test('facets leave what they name, and the address keeps the query', () =>
  searching(async (page) => {
    await find(page, 'fugu');
    await page.selectOption('#kind', 'Article');
    await page.waitForFunction(() => !document.querySelector('#results a[href*="/models/"]'));
    assert.ok((await results(page)).every((address) => address.startsWith('/articles/')));
    await page.waitForFunction(() => location.search === '?q=fugu&kind=Article');
    await page.reload();
    await page.waitForSelector('#results h2 a');
    assert.equal(await page.inputValue('#query'), 'fugu');
    assert.ok((await results(page)).every((address) => address.startsWith('/articles/')));
    await page.selectOption('#kind', '');
    await page.selectOption('#bloc', { label: 'Japan' });
    await page.waitForFunction(() => document.querySelector('#results a')?.getAttribute('href').endsWith('/models/fugu/'));
  }));

test('everything can be done with keys', () =>
  searching(async (page) => {
    await page.goto(at('index.html'));
    await page.keyboard.press('/');
    await page.waitForURL(at('search/index.html'));
    await page.waitForFunction(() => document.activeElement.id === 'query');
    await page.keyboard.press('Tab');
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('/');
    await page.keyboard.type('fugu');
    await page.waitForFunction(() => document.getElementById('results').dataset.query === 'fugu');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(at('models/fugu/index.html'));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('#results h2 a'));
    await page.focus('#query');
    await page.keyboard.press('Enter');
    await page.waitForURL(at('models/fugu/index.html'));
  }));

test('without JavaScript there are all names from A to Z', () =>
  searching(
    async (page) => {
      assert.equal(await page.isVisible('#query'), false);
      const names = await page.$$eval('.a-to-z .chip', (links) => links.length);
      assert.ok(names > 20, `${names} names`);
      await page.click('.letters a:has-text("F")');
      assert.ok(await page.isVisible('#f + ul >> text=Fugu'));
    },
    { javaScriptEnabled: false },
  ));

test('axe finds nothing wrong with results, in light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${at('search/index.html')}?q=fugu`);
    await page.waitForSelector('#results h2 a');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
    await context.close();
  }
});
