// What readers come for, walked in a real browser from the home page: each answer is at most one click and one screen of
// scrolling away on a desk, and two of each on a phone. The questions are those of readers of the first edition.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './lib/browser.js';
import { serve } from './lib/serve.js';
import { base } from './lib/site.js';

const DESK = { width: 1440, height: 900, most: 1 };
const PHONE = { width: 390, height: 844, most: 2 };

/**
 * A question, the links to follow from the home page (by what they lead to), and where the answer stands: the selector of an
 * element and what it says.
 */
const TASKS = [
  ['Can a Japanese company use Fable 5?', [], '.split tbody tr:first-child td:nth-child(3)', /withdrawn/],
  ['What can be had instead of Mythos in Japan?', ['matrix/mythos/japan/'], '#the_offers', /instead/i, 'Fugu'],
  ['Who says that Ito was at Google?', ['disputes/ren-ito-formerly-at/'], '.positions', /B/],
  ['What changed this week?', [], '#the_week', /Changed this week/],
  ['Which policies limit OpenAI?', ['companies/openai/'], '[aria-labelledby=the_models]', /US request/],
  ['Is Fugu as good as Mythos, and who says so?', ['models/fugu/'], '#the_rivals', /Rivals/, 'Mythos'],
  ['Where are the facts as CSV?', ['data/'], '.dataset .files', /CSV/],
  ['How do I follow Fugu?', ['models/fugu/'], '.follow code', /models\/fugu\/feed\.xml/],
  ['How do I cite an article?', ['articles/one-cut-two-readings/'], '.head .byline', /cit/i],
  ['What is Sol?', ['models/gpt-5-6-sol/'], '.prose', /Sol/],
  ['When did the ban start, and how sure is that?', ['policies/us-export-ban-anthropic/'], '.began', /When: not before May 2026 .*source/],
  ['What do we not know?', ['matrix/#unknown'], '#unknown', /unknown/, 'Tulongfeng'],
];

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

/** How many screens an element is below the one that is shown; a footer or a section far down costs its scrolling. */
const screensTo = (page, selector, { height }) =>
  page.evaluate(
    ([selector, height]) => {
      const top = document.querySelector(selector).getBoundingClientRect().top;
      return Math.max(0, (top + 24 - height) / height);
    },
    [selector, height],
  );

for (const size of [DESK, PHONE]) {
  for (const [question, links, selector, words, more] of TASKS) {
    test(`${question} (${size.width} px)`, async (t) => {
      const page = await browser.newPage({ viewport: { width: size.width, height: size.height } });
      await page.goto(`${server.origin}${base.pathname}`);
      let screens = 0;
      for (const to of links) {
        const link = page.locator(`a[href="${base.pathname}${to}"]`).and(page.locator(':visible')).first();
        if (!(await link.count())) await page.getByRole('button', { name: 'Menu' }).click();
        const top = await link.evaluate((element) => element.getBoundingClientRect().top + scrollY);
        screens += Math.max(0, (top + 24 - size.height) / size.height);
        await link.click();
        await page.waitForURL(`**/${to}`);
      }
      screens += await screensTo(page, selector, size);
      t.diagnostic(`${links.length} clicks, ${screens.toFixed(2)} screens`);
      const section = page.locator(selector).first();
      assert.match(await section.innerText(), words);
      if (more) assert((await page.locator('main').innerText()).includes(more), `no ${more}`);
      assert(links.length <= size.most, `${links.length} clicks`);
      assert(screens <= size.most, `${screens.toFixed(2)} screens of scrolling`);
      await page.close();
    });
  }
}
