// Judges a page of every type in a real browser, Chromium: axe-core finds nothing against WCAG 2.0 to 2.2 A and AA, on
// a phone and on a desk, in light and dark; nothing scrolls sideways; nothing fails, nothing comes from another host,
// and without JavaScript the page says all of it. It prints what each page weighs with all that it loads, and holds the
// budgets of the design: what a reader downloads for a first page, fonts and headers included.
//
// CHROMIUM names the browser (default: /usr/bin/chromium).

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './lib/browser.js';
import { none } from './lib/judge.js';
import { tooWide, violations } from './lib/look.js';
import { serve } from './lib/serve.js';
import { addressOf, base, dir, elements, pages } from './lib/site.js';

const FLAGS = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];
const NARROWEST = { width: 320, height: 640 };

/** The types of page that there must be, by their files. Of each the largest page is judged. */
const TYPES = {
  home: /^index\.html$/,
  article: /^articles\/[^/]+\/index\.html$/,
  model: /^models\/[^/]+\/index\.html$/,
  company: /^companies\/[^/]+\/index\.html$/,
  policy: /^policies\/[^/]+\/index\.html$/,
  bloc: /^blocs\/[^/]+\/index\.html$/,
  person: /^people\/[^/]+\/index\.html$/,
  institution: /^institutions\/[^/]+\/index\.html$/,
  source: /^sources\/[^/]+\/index\.html$/,
  'later page of a list': /\/page\/\d+\/index\.html$/,
  archive: /^articles\/index\.html$/,
  index: /^(models|companies|policies|blocs|people|institutions|sources)\/index\.html$/,
  map: /^map\/index\.html$/,
  comparison: /^compare\/[^/]+\/[^/]+\/index\.html$/,
  'list of comparisons': /^compare\/index\.html$/,
  about: /^about\/index\.html$/,
  'not found': /^404\.html$/,
};

/** What a page may weigh, in thousands of bytes over the wire, and how many files it may need. */
const BUDGETS = { home: 60, article: 50, matrix: 80, map: 80, timeline: 80, comparison: 60 };
const MOST_FILES = 6;

const isRedirect = (file) => elements(file).some(({ attributes }) => attributes['http-equiv'] === 'refresh');

/** A page of each type above; then, for what is of none of them, a page of each first folder. */
function chosen() {
  const largest = (files) => files.toSorted((a, b) => statSync(join(dir, b)).size - statSync(join(dir, a)).size)[0];
  let left = pages.filter((file) => !isRedirect(file));
  const found = [];
  for (const [type, pattern] of Object.entries(TYPES)) {
    found.push({ type, file: largest(left.filter((file) => pattern.test(file))) });
    left = left.filter((file) => !pattern.test(file));
  }
  const others = new Map(left.map((file) => [file.split('/')[0], file]));
  return [...found, ...[...others].map(([type, file]) => ({ type, file }))];
}

let browser;
let server;

before(async () => {
  server = await serve();
  browser = await launch(...FLAGS);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** A page that leads nowhere shows the page for that. */
const pathOf = (file) => (file === '404.html' ? `${base.pathname}there/is/no/such/page/` : addressOf(file).pathname);

/** Visits a page; what goes wrong on the way is added to `problems`, and what it loads is returned with it. */
async function visit(context, file, problems) {
  const page = await context.newPage();
  const loaded = [];
  const isItself = (url) => url === `${server.origin}${pathOf(file)}`;
  await page.route(
    (url) => url.origin !== server.origin,
    (route) => route.abort(),
  );
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== server.origin) problems.push(`asks another host for ${url}`);
  });
  page.on('requestfailed', (request) =>
    problems.push(`could not load ${request.url()}: ${request.failure()?.errorText}`),
  );
  page.on('response', (response) => {
    const wanted = file === '404.html' && isItself(response.url()) ? 404 : 200;
    if (response.status() !== wanted) problems.push(`${response.url()} answers ${response.status()}`);
  });
  page.on('requestfinished', (request) => loaded.push(request));
  page.on('console', (message) => {
    const isAbout404 = file === '404.html' && isItself(message.location().url);
    if (message.type() === 'error' && !isAbout404) problems.push(`the console says: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`a script fails: ${error.message}`));
  await page.goto(`${server.origin}${pathOf(file)}`);
  await page.evaluate(() => document.fonts.ready);
  return { page, loaded };
}

/** The smallest text of a drawing that is seen, in CSS pixels, where it cannot be read. */
const tooSmall = (page) =>
  page.evaluate(() => {
    const drawn = [...document.querySelectorAll('svg.drawing text')].flatMap((text) => {
      const svg = text.ownerSVGElement;
      const { width } = svg.getBoundingClientRect();
      if (width === 0) return [];
      return [{ size: (parseFloat(text.getAttribute('font-size')) * width) / svg.viewBox.baseVal.width, text }];
    });
    const smallest = drawn.sort((a, b) => a.size - b.size)[0];
    if (!smallest || smallest.size >= 12) return undefined;
    return `draws "${smallest.text.textContent}" at ${smallest.size.toFixed(1)} px, less than 12`;
  });

/** The lines of a page; a script may add some, and may not be needed for any. */
const linesOf = (page) =>
  page.evaluate(() => document.body.innerText.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()));

/** The icon of the browser's own tab, and what a script fetches ahead of a query: the page is there without them. */
const isExtra = (request) => request.resourceType() === 'fetch' || request.url().endsWith('/favicon.svg');

/** What a page weighs with all that it loads, in thousands of bytes. */
async function weight(loaded) {
  const sizes = await Promise.all(loaded.map((request) => request.sizes()));
  return sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0) / 1000;
}

test('home: the finding, its grid and the first headline stand on the first screen', async () => {
  const problems = [];
  const tallest = { 390: 900, 1440: 900 };
  for (const [width, height] of Object.entries(tallest)) {
    const { page } = await visit(browser, 'index.html', problems);
    await page.setViewportSize({ width: Number(width), height });
    const tops = await page.evaluate(() =>
      Object.fromEntries(
        ['.finding', '.split .matrix', '.news .item-title'].map((selector) => [
          selector,
          document.querySelector(selector).getBoundingClientRect().top,
        ]),
      ),
    );
    for (const [selector, top] of Object.entries(tops)) {
      if (top > height) problems.push(`${width} px: ${selector} begins at ${Math.round(top)} px`);
    }
    await page.close();
  }
  none(problems, 'widths', 2);
});

for (const { type, file } of chosen()) {
  test(`${type}: ${file ?? 'missing'}`, async (t) => {
    assert(file, `there is no page of the type ${type}`);
    const problems = [];
    let lines;
    for (const colorScheme of ['light', 'dark']) {
      // The rules are put into the page by hand, which a site's own security policy may well forbid.
      const context = await browser.newContext({
        colorScheme,
        reducedMotion: 'reduce',
        viewport: SIZES[0],
        bypassCSP: true,
      });
      const { page, loaded } = await visit(context, file, problems);
      if (colorScheme === 'light') {
        await page.waitForLoadState('networkidle');
        const kilobytes = await weight(loaded);
        t.diagnostic(`${file}: ${kilobytes.toFixed(1)} kB in ${loaded.length} files`);
        if (kilobytes > BUDGETS[type]) problems.push(`weighs ${kilobytes.toFixed(1)} kB, more than ${BUDGETS[type]}`);
        const needed = loaded.filter((request) => !isExtra(request));
        if (needed.length > MOST_FILES) problems.push(`needs ${needed.length} files, more than ${MOST_FILES}`);
      }
      lines ??= await linesOf(page);
      for (const size of [...SIZES, NARROWEST]) {
        await page.setViewportSize(size);
        const where = `at ${size.width} px, ${colorScheme}:`;
        const wide = await tooWide(page);
        if (wide) problems.push(`${where} ${wide}`);
        const small = size === NARROWEST ? undefined : await tooSmall(page);
        if (small) problems.push(`${where} ${small}`);
        if (size !== NARROWEST) problems.push(...(await violations(page)).map((found) => `${where} ${found}`));
      }
      await context.close();
    }
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: SIZES[0] });
    const { page } = await visit(plain, file, problems);
    const without = await linesOf(page);
    const missing = without.filter((line) => !lines.some((other) => other.includes(line)));
    const more = lines.join('').length - without.join('').length;
    if (missing.length > 0) problems.push(`says without JavaScript alone: ${missing.join(' | ')}`);
    if (more > 200) problems.push(`says ${more} characters less without JavaScript`);
    await plain.close();
    none([...new Set(problems)], 'pages', 1);
  });
}
