// Searches a site in a real browser: names first, by alias, slip and in other scripts; facets and keys; and without
// JavaScript all names from A to Z.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from './lib/serve.js';
import { addressOf, base } from './lib/site.js';

const BROWSER = process.env.CHROMIUM || '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What a careful host allows: files of its own, and nothing within a page.
const POLICY = ['default', 'script', 'style', 'font', 'img', 'connect'].map((of) => `${of}-src 'self'`).join('; ');

let server;
let browser;

before(async () => {
  server = await serve({ 'content-security-policy': POLICY });
  browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
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
  const folded = query.trim().toLowerCase();
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
