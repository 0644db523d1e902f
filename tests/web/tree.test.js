// What a page is to those who hear it: its tree of accessibility, as the browser makes it, for five types of page. The trees
// stand in trees/; a change shows there what a screen reader says otherwise. UPDATE_EXPECT=1 writes them anew.
//
// And what is seen agrees with what is heard: links are reached in the order in which they stand on a phone, a table keeps
// its headers at 320 px, and no page shows what only our files call a thing by.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { launch } from './lib/browser.js';
import { none } from './lib/judge.js';
import { serve } from './lib/serve.js';
import { base, elements, isEmbed, pages, read } from './lib/site.js';

const PAGES = {
  home: '',
  article: 'articles/an-order-that-asks/',
  matrix: 'matrix/',
  model: 'models/fugu/',
  policy: 'policies/us-export-ban-anthropic/',
};

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

async function open(path, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.goto(`${server.origin}${base.pathname}${path}`);
  await page.evaluate(() => document.fonts.ready);
  return page;
}

for (const [type, path] of Object.entries(PAGES)) {
  test(`the tree of accessibility of a page of the type ${type}`, async () => {
    const file = new URL(`trees/${type}.yml`, import.meta.url);
    const page = await open(path, 1440);
    const tree = `${await page.locator('body').ariaSnapshot()}\n`;
    await page.close();
    if (process.env.UPDATE_EXPECT) writeFileSync(file, tree);
    const expected = existsSync(file) ? readFileSync(file, 'utf8') : '';
    assert.equal(tree, expected, `${type}: UPDATE_EXPECT=1 writes the tree anew; read the difference`);
  });
}

test('on a phone, what is reached later does not stand further up', async () => {
  const problems = [];
  for (const path of Object.values(PAGES)) {
    const page = await open(path, 390);
    const back = await page.evaluate(() => {
      const found = [];
      let lowest = 0;
      for (const element of document.querySelectorAll('main :is(a[href], button, summary, input)')) {
        if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('svg')) continue;
        // Cells stand next to each other: their line counts.
        const { top, bottom } = (element.closest('tr') ?? element).getBoundingClientRect();
        if (bottom < lowest) found.push(element.innerText);
        lowest = Math.max(lowest, top);
      }
      return found;
    });
    problems.push(...back.map((text) => `${path || 'home'}: "${text}" stands above what is reached before it`));
    await page.close();
  }
  none(problems, 'pages', Object.keys(PAGES).length);
});

test('a table keeps its headers at 320 px', async () => {
  const problems = [];
  for (const path of ['', 'matrix/']) {
    const page = await open(path, 320);
    const headers = await page.getByRole('columnheader').count();
    if (headers < 4) problems.push(`${path || 'home'}: ${headers} column headers`);
    await page.close();
  }
  none(problems, 'pages', 2);
});

/** The text that a page shows, without what is there to be copied: code, addresses and citations. */
function shown(node) {
  if (node.value !== undefined) return node.value;
  if (['script', 'style', 'code', 'pre', 'template'].includes(node.tagName)) return ' ';
  const classes = node.attrs?.find(({ name }) => name === 'class')?.value.split(/\s+/) ?? [];
  if (classes.includes('address') || classes.includes('citation')) return ' ';
  return (node.childNodes ?? []).map(shown).join('');
}

test('no page shows a slug, or the id of an event or claim', () => {
  const json = (name) => JSON.parse(read(`data/${name}.json`));
  const rows = (name) => json(name).rows ?? json(name);
  const slugs = rows('entities').map(({ slug }) => slug).filter((slug) => slug.includes('-'));
  const ids = [...rows('events'), ...rows('claims')].map(({ id }) => id).filter(Boolean);
  assert(slugs.length > 10 && ids.length > 5, `only ${slugs.length} slugs and ${ids.length} ids`);
  // A word that is an id too may stand in a sentence, but not as the name of a thing.
  const wrong = [...slugs, ...ids.map((id) => `“${id}”`)];
  const pattern = new RegExp(`(?<![\\w/.-])(${wrong.map((word) => word.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('|')})(?![\\w/-])`);
  const judged = pages.filter((file) => !isEmbed(file) && !file.startsWith('data/'));
  const problems = judged.flatMap((file) => {
    const body = elements(file).find(({ name }) => name === 'body');
    const found = pattern.exec(shown(body.node));
    return found ? [`${file}: ${found[1]}`] : [];
  });
  none(problems, 'pages', judged.length);
});
