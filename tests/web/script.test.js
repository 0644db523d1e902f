// What the theme's script adds, in a real browser: cards at links, what is new since the last visit, and keys.
// That nothing needs it is held by a11y.test.js.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './lib/browser.js';
import { serve } from './lib/serve.js';
import { addressOf, base, dir, pages, read } from './lib/site.js';

let browser;
let server;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const at = (path) => `${server.origin}${base.pathname}${path}`;

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(`a script fails: ${error.message}`));
  await page.goto(at(path));
  return page;
}

/** An article with a link to a model of which something is known, and that model's address. */
function articleWithModel() {
  for (const file of pages.filter((file) => /^articles\/[^/]+\/index\.html$/.test(file))) {
    const card = /<div class="card" popover data-for="([^"]*\/models\/[^"]*)">(?:(?!<\/div>)[^])*<ul>/.exec(read(file));
    if (card && new RegExp(`class="prose"[^]*href="${card[1]}"[^]*<section`).test(read(file))) {
      return [addressOf(file).pathname.slice(base.pathname.length), card[1]];
    }
  }
  return assert.fail(`no article in ${dir} links to a model of which something is known`);
}

const shown = (page) => page.evaluate(() => document.querySelector('.card:popover-open')?.innerText ?? '');
const hasCard = (page) => page.waitForFunction(() => document.querySelector('.card:popover-open'));
const hasNone = (page) => page.waitForFunction(() => !document.querySelector('.card:popover-open'));

test('a link to an entity shows what there is on it, under the pointer and under the focus', async () => {
  const [path, model] = articleWithModel();
  const page = await open(path);
  const link = page.locator(`.prose a[href="${model}"]`).first();
  await link.hover();
  await hasCard(page);
  const words = await shown(page);
  assert.match(words, /^Model/);
  assert.match(words, /open|vetted-only|restricted|banned|withdrawn|unknown|disputed/);
  // It stays while the pointer is on it, stands within the window, and goes when the pointer leaves both.
  const box = await page.locator('.card:popover-open').boundingBox();
  assert(box.x >= 0 && box.x + box.width <= 1000 && box.y >= 0 && box.y + box.height <= 800, JSON.stringify(box));
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await page.waitForTimeout(400);
  assert.equal(await shown(page), words);
  await page.mouse.move(2, 2);
  await hasNone(page);
  // With the keyboard alone, and away with one key.
  await link.evaluate((link) => link.previousElementSibling ?? link);
  await link.focus({ focusVisible: true });
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await hasCard(page);
  await page.keyboard.press('Escape');
  await hasNone(page);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), model);
});

test('home marks what was not there at the last visit, and forgets nothing while a tab is open', async () => {
  const page = await open('');
  assert.equal(await page.locator('.new').count(), 0);
  const key = await page.evaluate(() => Object.keys(localStorage).find((key) => key.endsWith(':seen')));
  // The last visit was before the two newest articles.
  await page.evaluate((key) => {
    localStorage.setItem(key, JSON.stringify(JSON.parse(localStorage.getItem(key)).slice(2)));
    sessionStorage.clear();
  }, key);
  for (const visit of ['the next visit', 'the same visit']) {
    await page.reload();
    assert.equal(await page.locator('.new').count(), 2, visit);
    assert.match(await page.locator('.since').innerText(), /^2 new since your last visit$/);
  }
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  assert.equal(await page.locator('.new').count(), 0, 'another visit');
});

test('keys lead on, and can be turned off', async () => {
  const page = await open('matrix/');
  const is = (path) => page.waitForURL(at(path));
  await page.keyboard.press('h');
  await is('');
  await page.keyboard.press('/');
  await is('search/');
  await page.goto(at('matrix/'));
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.keyboard.press('h');
  await page.waitForTimeout(200);
  assert.equal(page.url(), at('matrix/'));
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await page.getByRole('dialog').getByRole('checkbox').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('h');
  await is('');
});
