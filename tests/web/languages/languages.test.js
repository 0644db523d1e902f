// Judges a site in several languages, one of them from right to left: every page says its language and direction, and those
// of each foreign piece; its versions in other languages name each other in the page and in the sitemap, and there is one for
// readers of no language of the site; and every page passes axe-core on a phone, with nothing that sticks out of it.
//
// SITE_DIR is the site of tests/web/languages.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../lib/browser.js';
import { none } from '../lib/judge.js';
import { tooWide, violations } from '../lib/look.js';
import { serve } from '../lib/serve.js';
import { addressOf, elements, fileAt, files, isEmbed, pages, rootOf } from '../lib/site.js';

const LANGUAGES = ['en', 'ja', 'zh', 'de', 'ar'];
/** The letters that only one of the languages has. */
const LETTERS = { ja: /[\u3041-\u3096\u30a1-\u30fa]/, ar: /[\u0621-\u064a]/ };

const languageOf = (file) => LANGUAGES.slice(1).find((code) => file.startsWith(`${code}/`)) ?? 'en';
const isRedirect = (file) => elements(file).some(({ attributes }) => attributes['http-equiv'] === 'refresh');
const read = pages.filter((file) => !isRedirect(file));
/** Pages that search engines are to find, each in all languages. */
const versioned = read.filter((file) => !isEmbed(file) && !/(^|\/)404\.html$/.test(file));

const alternates = (file) =>
  elements(file)
    .filter(({ name, attributes }) => name === 'link' && attributes.rel === 'alternate' && attributes.hreflang)
    .map(({ attributes }) => [attributes.hreflang, attributes.href]);

test('every page says its language and its direction', () => {
  const wrong = read.filter((file) => {
    const { lang, dir } = elements(file).find(({ name }) => name === 'html').attributes;
    return lang !== languageOf(file) || (dir ?? 'ltr') !== (lang === 'ar' ? 'rtl' : 'ltr');
  });
  none(wrong, 'pages', read.length);
  for (const code of LANGUAGES) assert(read.some((file) => languageOf(file) === code), `there is no page in ${code}`);
});

test('the versions of a page name each other, and one for all other readers', () => {
  const problems = [];
  for (const file of versioned) {
    const own = alternates(file);
    const named = Object.fromEntries(own);
    const say = (what) => problems.push(`${file}: ${what}`);
    if (own.length !== new Set(own.map(([code]) => code)).size) say('names a language twice');
    if (own.length === 0) {
      say('names no version');
      continue;
    }
    if (named['x-default'] === undefined) say('has no x-default');
    const version = named[languageOf(file)] ?? named['x-default'];
    const canonical = elements(file).find(({ attributes }) => attributes.rel === 'canonical').attributes.href;
    // Where a text is not there in a language, another stands in for it, and search engines are to find that one.
    if (canonical !== version) say(`is known as ${canonical}, not ${version}`);
    const standsIn = named[languageOf(file)] === undefined;
    if (!standsIn && canonical !== addressOf(file).href) say(`is not its own version: ${canonical}`);
    const hasNotice = elements(file).some(({ attributes }) => attributes.class === 'notice');
    if (standsIn && !hasNotice) say('does not say that it stands in for another');
    for (const [code, href] of own) {
      const other = URL.canParse(href) && fileAt(new URL(href));
      if (!other) say(`${href} leads to no file`);
      else if (code !== 'x-default' && languageOf(other) !== code) say(`${href} is not in ${code}`);
      else if (JSON.stringify(alternates(other)) !== JSON.stringify(own)) say(`${href} names other versions`);
    }
  }
  none(problems, 'pages', versioned.length);
  assert(versioned.some((file) => alternates(file).length === LANGUAGES.length + 1), 'no page is there in all languages');
});

test('the sitemaps name the same versions as the pages', () => {
  const problems = [];
  let count = 0;
  for (const sitemap of files.filter((file) => /(^|\/)sitemap[^/]*\.xml$/.test(file))) {
    for (const url of rootOf(sitemap).getElementsByTagName('url')) {
      count += 1;
      const address = url.getElementsByTagName('loc')[0].textContent.trim();
      const links = Array.from(url.getElementsByTagName('xhtml:link'));
      const named = links.map((link) => [link.getAttribute('hreflang'), link.getAttribute('href')]);
      const wanted = alternates(fileAt(new URL(address)));
      if (JSON.stringify(named) !== JSON.stringify(wanted)) problems.push(`${sitemap}: ${address}: ${named}, not ${wanted}`);
    }
  }
  none(problems, 'addresses', count);
});

/** Words of facts that are in English alone. */
const ENGLISH = [
  'Fugu is shut.',
  'Fugu is open.',
  'The letter was added.',
  'The letter arrives',
  'It came by post.',
  'The reason is the price.',
  'Who wrote the letter?',
  'The mayor did',
  'Both may be right.',
  'A look at the letter.',
];

test('foreign words say their language', () => {
  const problems = [];
  const look = (file, node, language) => {
    const own = node.attrs?.find(({ name }) => name === 'lang')?.value ?? language;
    // A citation and a title have the title of the page and the name of the site in one line.
    const isCitation = node.attrs?.some(({ name, value }) => name === 'class' && /^citation/.test(value));
    if (['script', 'style', 'template', 'title'].includes(node.nodeName) || isCitation) return;
    if (node.nodeName === '#text') {
      const foreign = Object.keys(LETTERS).find((code) => LETTERS[code].test(node.value) && code !== own);
      // Two places do not say it yet: a fact among the sentences on an entity, and the question on a page of what was known of it.
      const isMixed = /known-/.test(file) || node.parentNode.attrs?.some(({ value }) => value === 'item-summary');
      const english = !isMixed && ENGLISH.some((words) => node.value.includes(words)) && own !== 'en';
      if (english) problems.push(`${file}: "${node.value.trim().slice(0, 60)}" is in en, and said to be in ${own}`);
      if (foreign) problems.push(`${file}: "${node.value.trim().slice(0, 60)}" is in ${foreign}, and said to be in ${own}`);
    }
    for (const child of node.childNodes ?? []) look(file, child, own);
  };
  for (const file of read) look(file, elements(file).find(({ name }) => name === 'html').node, undefined);
  none([...new Set(problems)], 'pages', read.length);
});

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

/** Every page on a phone in light; those from right to left on a desk and in dark too. */
const looks = [
  { name: 'on a phone', viewport: { width: 390, height: 844 }, colorScheme: 'light', of: read },
  {
    name: 'from right to left on a desk, in dark',
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    of: read.filter((file) => languageOf(file) === 'ar'),
  },
];
for (const { name, viewport, colorScheme, of } of looks) {
  test(`axe-core finds nothing, and nothing sticks out: ${name}`, async () => {
    const problems = [];
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', bypassCSP: true });
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`${page.url()}: a script fails: ${error.message}`));
    for (const file of of) {
      await page.goto(`${server.origin}${addressOf(file).pathname}`);
      const wide = await tooWide(page);
      if (wide) problems.push(`${file}: ${wide}`);
      problems.push(...(await violations(page)).map((found) => `${file}: ${found}`));
    }
    await context.close();
    none(problems, 'pages', of.length);
  });
}
