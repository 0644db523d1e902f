// The preview in a browser: a writer edits, breaks and mends files of a small site, and looks at the page meanwhile.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch } from './lib/browser.js';
import { PATIENCE, Preview } from './lib/preview.js';

// Long enough to scroll, with something to open before and after the words that change.
const paragraphs = (first) => Array.from({ length: 60 }, (_, n) => (n === 30 ? first : `Paragraph ${n}.`)).join('\n\n');
const article = (word, title = 'One') => `---
title: ${title}
date: 2026-11-20
model: fugu
---
<details id="d"><summary>More</summary><p>Opened.</p></details>
<div popover id="p">A card.</div>
<p><input id="i" type="text"></p>

${paragraphs(word)}
`;

let browser, preview, root, url, page, problems;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

beforeEach(async () => {
  preview = new Preview();
  root = preview.root;
  edit('content/site.yaml', 'title: The site\nbase_url: https://example.org/\n');
  edit('content/articles/one.md', article('The old words.'));
  edit('content/models/fugu.md', '---\nname: Fugu\n---\n');
  url = await start(0);
  page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`${url}articles/one/`);
  // Whatever loads the page anew loses this.
  await page.evaluate(() => (window.marker = true));
});
afterEach(async () => {
  await page?.close();
  await preview.end();
});

const edit = (path, text) => preview.edit(path, text);
const start = (port) => preview.start(port);
const stop = () => preview.stop();

test('what is new is found a moment later, in whatever script it is written', async () => {
  edit('content/companies/sakana-ai.md', '---\nname: Sakana AI\nnames: {ja: サカナAI, zh: 鱼人工智能}\n---\n');
  edit('content/models/tulongfeng.md', '---\nname: 屠龙锋\naliases: [Tulongfeng]\n---\n');
  edit('content/articles/two.md', '---\ntitle: 日本の企業が新しいモデルを公開\ndate: 2026-11-21\nlang: ja\nmodel: 屠龙锋\n---\n東京で発表された。\n');
  const found = async (query) => {
    await page.goto(`${url}search/?q=${encodeURIComponent(query)}`);
    await page.waitForFunction(() => document.getElementById('found').textContent !== '');
    return page.$$eval('#results h2', (headings) => headings.map((heading) => heading.textContent));
  };
  const deadline = Date.now() + PATIENCE;
  while ((await found('サカナ'))[0] !== 'Sakana AI' && Date.now() < deadline);
  // A search while the index is exchanged asks once for a file of the old one; the script then begins anew.
  const exchanged = problems.splice(0).filter((problem) => !problem.includes('404'));
  assert.deepEqual(exchanged, []);
  for (const [query, expected] of [
    ['サカナ', 'Sakana AI'],
    ['鱼人工', 'Sakana AI'],
    ['屠龙', '屠龙锋'],
    ['屠', '屠龙锋'],
    ['tulong', '屠龙锋'],
    ['新しいモデル', '日本の企業が新しいモデルを公開'],
    ['東京', '日本の企業が新しいモデルを公開'],
  ]) {
    assert.equal((await found(query))[0], expected, query);
  }
  assert.deepEqual(problems, []);
});

/** Waits until `what`, a function for the page, is true of it. */
const until = (what, argument) => page.waitForFunction(what, argument, { timeout: PATIENCE, polling: 20 });
const seen = (text) => until((text) => document.body.innerText.includes(text), text);
const isSamePage = () => page.evaluate(() => window.marker === true);

/** The text of the messages over the page, or null. */
const messages = () =>
  page.evaluate(() => document.querySelector('fissure-problems')?.shadowRoot.textContent ?? null);
const someMessages = () => until(() => document.querySelector('fissure-problems'));
const noMessages = () => until(() => !document.querySelector('fissure-problems'));

test('an edit changes the words and nothing else: the scroll, what is open, what is typed', async () => {
  const place = await page.evaluate(() => {
    document.querySelector('#d').open = true;
    document.querySelector('#p').showPopover();
    document.querySelector('#i').value = 'typed';
    window.kept = document.querySelector('#d');
    scrollTo(0, 900);
    return scrollY;
  });
  assert(place > 0, 'the page cannot be scrolled');
  edit('content/articles/one.md', article('The new words.'));
  await seen('The new words.');
  const found = await page.evaluate(() => ({
    scroll: scrollY,
    details: document.querySelector('#d').open,
    popover: document.querySelector('#p').matches(':popover-open'),
    input: document.querySelector('#i').value,
    sameElement: window.kept === document.querySelector('#d'),
    old: document.body.innerText.includes('The old words.'),
    marked: document
      .getAnimations()
      .filter(({ id }) => id === 'fissure-changed')
      .map(({ effect }) => effect.target.textContent),
  }));
  const expected = { scroll: place, details: true, popover: true, input: 'typed', sameElement: true, old: false };
  assert.deepEqual(found, { ...expected, marked: ['The new words.'] });
  assert(await isSamePage());
  // What marked it leaves nothing behind.
  await until(() => !document.getAnimations().some(({ id }) => id === 'fissure-changed'));
  assert.deepEqual(problems, []);
});

test('a new title changes the head too, and the pages that show it', async () => {
  const other = await browser.newPage();
  await other.goto(`${url}models/fugu/`);
  await other.evaluate(() => (window.marker = true));
  edit('content/articles/one.md', article('The old words.', 'Another'));
  await until(() => document.title.startsWith('Another'));
  await other.waitForFunction(() => document.body.innerText.includes('Another'), undefined, { timeout: PATIENCE });
  assert((await isSamePage()) && (await other.evaluate(() => window.marker)));
  await other.close();
});

test('a mistake is shown over the old page, and goes when it is mended', async () => {
  edit('content/articles/one.md', article('Never seen.', 'A: <img src=x onerror=alert(1)>'));
  await someMessages();
  const said = await messages();
  for (const part of ['1 error', 'content/articles/one.md:2:', 'E01', 'title: A: <img src=x onerror=alert(1)>', 'Hide']) {
    assert(said.includes(part), `${part} is not in: ${said}`);
  }
  assert.equal(await page.evaluate(() => document.querySelector('fissure-problems').shadowRoot.querySelector('img')), null);
  assert(await page.evaluate(() => document.body.innerText.includes('The old words.')));
  // Who comes now sees the last good page, and what is wrong.
  const other = await browser.newPage();
  await other.goto(`${url}articles/one/`);
  await other.waitForFunction(() => document.querySelector('fissure-problems'), undefined, { timeout: PATIENCE });
  await other.close();

  edit('content/articles/one.md', article('Mended words.'));
  await seen('Mended words.');
  await noMessages();
  assert(await isSamePage());
  assert.deepEqual(problems, []);
});

test('another style comes without loading the page, and the page never stands there without one', async () => {
  await page.evaluate(() => {
    window.bare = 0;
    const look = () => {
      const sheets = [...document.styleSheets].filter(({ href }) => href?.includes('/style.'));
      if (sheets.length === 0) window.bare += 1;
      requestAnimationFrame(look);
    };
    look();
  });
  for (const colour of ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']) {
    edit('static/assets/style.css', `body { background: ${colour}; }`);
    await until((colour) => getComputedStyle(document.body).backgroundColor === colour, colour);
  }
  assert.equal(await page.evaluate(() => document.querySelectorAll('link[rel=stylesheet]').length), 1);
  // A page that changes afterwards keeps the new style.
  edit('content/articles/one.md', article('After the style.'));
  await seen('After the style.');
  const style = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await style(), 'rgb(4, 5, 6)');
  assert.deepEqual([await page.evaluate(() => window.bare), await isSamePage()], [0, true]);
  assert.deepEqual(problems, []);
});

test('a page that does not exist yet appears when it is written', async () => {
  await page.goto(`${url}articles/two/`);
  edit('content/articles/two.md', article('Now it is there.', 'Two'));
  await seen('Now it is there.');
  rmSync(join(root, 'content/articles/two.md'));
  await until(() => !document.body.innerText.includes('Now it is there.'));
});

test('a preview that is started again is found again', async () => {
  const port = new URL(url).port;
  await stop();
  edit('content/articles/one.md', article('Written meanwhile.'));
  assert.equal(await start(port), url);
  await seen('Written meanwhile.');
  assert(await isSamePage());
});

test('a page out of sight keeps no connection, and catches up when it is seen again', async () => {
  const turn = (to) =>
    page.evaluate((to) => {
      Object.defineProperty(document, 'visibilityState', { value: to, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, to);
  await turn('hidden');
  edit('content/articles/one.md', article('Written out of sight.'));
  edit('static/assets/style.css', 'body { background: rgb(7, 8, 9); }');
  // Another page has heard of it, so this one would have.
  const other = await browser.newPage();
  await other.goto(`${url}articles/one/`);
  await other.waitForFunction(() => document.body.innerText.includes('Written out of sight.'), undefined, {
    timeout: PATIENCE,
  });
  await other.close();
  assert(await page.evaluate(() => document.body.innerText.includes('The old words.')));
  await turn('visible');
  await seen('Written out of sight.');
  await until(() => getComputedStyle(document.body).backgroundColor === 'rgb(7, 8, 9)');
  assert(await isSamePage());
});
