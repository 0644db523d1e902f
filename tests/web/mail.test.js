// Judges an edition as a mail, in all its forms, as the program prints it for this repository's own site.
//
// What mail programs show is taken from the data of caniemail.com (the npm package caniemail): of each element, attribute and
// property in the mail, every one of the programs below shows it, or a reason stands here why it is read well without. Only the
// data are used: the package's own judge takes `line-height` for `height`. Then Chromium shows the mail on a phone and on a desk,
// in light and dark: axe-core finds nothing, nothing scrolls sideways, and nothing is loaded. Python reads the message back.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'parse5';
import { launch } from './lib/browser.js';
import { none, run } from './lib/judge.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
assert(process.env.FISSURE, 'FISSURE must name the program; scripts/test sets it');

/** The mail of the first week, after that was over. */
function edition(format) {
  const args = ['--root', root, 'edition', '2026-w47', '--format', format, '--now', '2026-11-30T12:00:00Z'];
  const done = run(process.env.FISSURE, [...args, '--unsubscribe', 'https://example.org/leave?a=1&b=2']);
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

const html = edition('html');
const text = edition('text');

/** The programs in which a mail has to be read well: as caniemail names their family and where they run. */
const PROGRAMS = {
  'Gmail in a browser': ['gmail', 'desktop-webmail'],
  'Gmail on iOS': ['gmail', 'ios'],
  'Gmail on Android': ['gmail', 'android'],
  'Apple Mail on macOS': ['apple-mail', 'macos'],
  'Apple Mail on iOS': ['apple-mail', 'ios'],
  'Outlook on Windows': ['outlook', 'windows'],
  'Outlook on macOS': ['outlook', 'macos'],
  'Outlook.com': ['outlook', 'outlook-com'],
  'Yahoo Mail in a browser': ['yahoo', 'desktop-webmail'],
  Thunderbird: ['thunderbird', 'macos'],
  'Samsung Email': ['samsung-email', 'android'],
  'Proton Mail in a browser': ['protonmail', 'desktop-webmail'],
};

/** What some of them show in part or not at all, and why the mail is read well there. */
const REASONS = {
  'html-body': 'where a program leaves it out, the table in it has the same colour and all space is inside that',
  'html-align': 'it centres the column in wide windows; without it the column begins at the edge',
  'html-dir': 'it is wrong in Outlook on links alone, and stands on the page as a whole',
  'html-lang': 'it is lost on cells of tables alone, and stands on the page and on paragraphs',
  'html-role': 'it stands on tables alone, where it works',
  'html-width': 'percentages are wrong of pictures alone, and there are none',
  'css-margin': 'no margin is negative or automatic, and none is on a span',
  'css-padding': 'a program that takes it of cells alone shows items without their indent, and headings nearer to their line',
  'css-width': 'it stands on a table, where it works',
  'css-max-width': 'without it the column is as wide as its attribute says, or as the window',
  'css-display': 'it hides the line that lists of mails show; where it is shown it is the first line of the mail',
  'css-font-size': 'sizes are in px, which all know',
  'css-line-height': 'px are rounded in Outlook, and lines stay apart',
  'css-text-decoration': 'links are underlined by themselves where it is not known',
  'css-font-weight': 'it is bold, which all know',
  'css-border': 'a line above a paragraph may be missing or nearer to it; headings say the same',
};

/** Properties of which caniemail has no data: all programs have shown them for as long as there are styles in mails. */
const WITHOUT_DATA = ['color', 'font-style'];

const data = JSON.parse(readFileSync(join(here, 'node_modules/caniemail/data/caniemail.json'), 'utf8')).data;
const features = new Map(data.map((feature) => [feature.slug, feature]));

/** What a program makes of a feature in its newest version that was looked at: y, a (in part), n or u (not known). */
function support(slug, [family, platform]) {
  const versions = Object.entries(features.get(slug).stats[family]?.[platform] ?? {});
  assert(versions.length > 0, `caniemail knows no ${platform} of ${family}`);
  const newest = versions.reduce((one, other) => (one[0].localeCompare(other[0], 'en', { numeric: true }) > 0 ? one : other));
  return newest[1][0];
}

function* nodesOf(node) {
  yield node;
  for (const child of node.childNodes ?? []) yield* nodesOf(child);
}

const document = parse(html);
const elements = [...nodesOf(document)].filter((node) => node.tagName);
const attribute = (element, name) => element.attrs.find((one) => one.name === name)?.value;

/** The declarations of an element, each as a property and its value. */
const declarations = (element) =>
  (attribute(element, 'style') ?? '')
    .split(';')
    .map((declaration) => declaration.split(/:(.*)/s).map((part) => part.trim()))
    .filter(([property]) => property);

/** The feature of caniemail that a property is judged by: its own, or the one of all properties of its family. */
function featureOf(property) {
  const families = [property, property.replace(/-(top|right|bottom|left)$/, ''), property.split('-')[0]];
  return families.map((name) => `css-${name}`).find((slug) => features.has(slug));
}

test('every mail program shows what is in the mail, or there is a reason why it is read well', () => {
  const used = new Map();
  const withoutData = new Set();
  const use = (slug, where) => features.has(slug) && used.set(slug, where);
  // What stands in the head only adds dark colours, as another test asserts.
  const body = elements.find((element) => element.tagName === 'body');
  for (const element of nodesOf(body)) {
    if (!element.tagName) continue;
    use(`html-${element.tagName}`, `<${element.tagName}>`);
    // Of this name caniemail has the element alone.
    const names = element.attrs.map(({ name }) => name).filter((name) => name !== 'style');
    for (const name of names) use(`html-${name}`, `${name} of <${element.tagName}>`);
    for (const [property, value] of declarations(element)) {
      const slug = featureOf(property);
      if (slug) used.set(slug, `${property}: ${value}`);
      else withoutData.add(property);
    }
  }
  for (const name of ['html-lang', 'html-dir']) use(name, '<html>');
  const problems = [...withoutData]
    .filter((property) => !WITHOUT_DATA.includes(property))
    .map((property) => `caniemail has no data of ${property}`);
  const wanted = new Set();
  for (const [slug, where] of used) {
    for (const [program, at] of Object.entries(PROGRAMS)) {
      const found = support(slug, at);
      if (found === 'y') continue;
      wanted.add(slug);
      if (!REASONS[slug]) problems.push(`${program}: ${slug} is "${found}", for ${where}`);
    }
  }
  const idle = Object.keys(REASONS).filter((slug) => !wanted.has(slug));
  problems.push(...idle.map((slug) => `${slug} needs no reason any more`));
  none(problems, 'features of mails', used.size);
});

test('the style sheet of the mail only adds dark colours, so that a program may leave it out', () => {
  const sheets = elements.filter((element) => element.tagName === 'style');
  const sheet = sheets.map((element) => element.childNodes[0].value).join('\n');
  const rules = [...sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  const colours = rules.flatMap(([, , inner]) => inner.split(';').map((one) => one.split(':')[0].trim())).filter(Boolean);
  assert.deepEqual(new Set(colours), new Set(['background-color', 'color', 'border-color']));
  const named = new Set([...sheet.matchAll(/\.(m-[a-z]+)/g)].map(([, name]) => name));
  const given = new Set(elements.flatMap((element) => (attribute(element, 'class') ?? '').split(' ')).filter(Boolean));
  // Names with hyphens are marked on pages and in mails alike, where a style sheet may keep them on one line.
  given.delete('nobr');
  assert.deepEqual([...named].toSorted(), [...given].toSorted(), 'classes are for the sheet, and it for them');
  const conditions = [...sheet.matchAll(/@media[^{]+/g)].map(([condition]) => condition.trim());
  assert.deepEqual(conditions, ['@media (prefers-color-scheme: dark)']);
});

test('the mail is small, loads nothing, and its links are whole', () => {
  assert(Buffer.byteLength(html) < 100_000, `${Buffer.byteLength(html)} bytes`);
  const loaded = elements.filter(({ tagName }) => ['img', 'link', 'script', 'iframe', 'video', 'audio'].includes(tagName));
  assert.deepEqual(loaded.map(({ tagName }) => tagName), []);
  assert(!/url\(|@import|@font-face/.test(html));
  const links = elements.filter(({ tagName }) => tagName === 'a').map((element) => attribute(element, 'href'));
  none(links.filter((href) => !/^https:\/\/[^/]+\//.test(href)), 'links', links.length);
});

test('the text says what the HTML says', () => {
  const words = (node) => [...nodesOf(node)].map((one) => one.value ?? '').join('').replace(/\s+/g, ' ').trim();
  const flat = text.replace(/\s+/g, ' ');
  const headings = elements.filter(({ tagName }) => /^h[12]$/.test(tagName)).map(words);
  none(headings.filter((heading) => !flat.includes(heading)), 'headings', headings.length);
  const articles = elements.filter(({ tagName }) => tagName === 'a').map((element) => attribute(element, 'href'));
  const addresses = articles.filter((href) => href.includes('/articles/'));
  none(addresses.filter((href) => !flat.includes(href)), 'addresses of articles', addresses.length);
  const long = text.split('\n').filter((line) => line.length > 72 && !/^(\S+ )?<?https:/.test(line.trim()));
  assert.deepEqual(long, []);
});

const READ = `
import email, email.policy, json, sys
mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
parts = [[part.get_content_type(), part.get_content()] for part in mail.iter_parts()]
defects = [repr(found) for part in mail.walk() for found in part.defects]
print(json.dumps({'headers': mail.keys(), 'type': mail.get_content_type(), 'subject': mail['subject'], 'date': mail['date'],
  'id': mail['message-id'], 'parts': parts, 'defects': defects}))
`;

test('a mail program reads the message back as it was written', () => {
  const done = run('python3', ['-c', READ], 'python3', { input: edition('eml') });
  assert.equal(done.status, 0, done.stderr);
  const mail = JSON.parse(done.stdout);
  assert.deepEqual(mail.defects, []);
  assert.deepEqual(mail.headers, ['Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type']);
  assert.equal(mail.type, 'multipart/alternative');
  assert.match(mail.subject, /Week 47 of 2026/);
  assert.equal(mail.date, 'Mon, 23 Nov 2026 00:00:00 +0000');
  const lines = (body) => body.replace(/\r\n/g, '\n').trimEnd();
  assert.deepEqual(
    mail.parts.map(([type, body]) => [type, lines(body)]),
    [
      ['text/plain', lines(text)],
      ['text/html', lines(html)],
    ],
  );
});

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('on a phone and on a desk, in light and dark, all of it can be read', async () => {
  const problems = [];
  for (const width of [320, 360, 600, 1440]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      page.on('request', (request) => problems.push(`loads ${request.url()}`));
      await page.setContent(html);
      const [whole, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      if (whole > inner) problems.push(`${width} ${colorScheme}: is ${whole} wide`);
      await page.evaluate(`${axe};0`);
      // A mail has no landmarks: it is shown within a page that has them.
      const found = await page.evaluate(() =>
        window.axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] } }),
      );
      for (const { id, nodes } of found.violations) {
        problems.push(`${width} ${colorScheme}: ${id} at ${nodes[0].target.join(' ')}: ${nodes[0].failureSummary}`);
      }
      await page.close();
    }
  }
  none(problems, 'views of the mail', 8);
});
