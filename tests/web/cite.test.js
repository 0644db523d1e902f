// Reads how each page is cited back with libraries for BibTeX, RIS and CSL-JSON: all three and the text say the same title,
// authors, days and address, and who follows the address finds a page of that title. So too on a site whose titles and
// names have in them what these formats are made of. And the files come without a script, under the policy of the site.

import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
import '@citation-js/plugin-ris';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'parse5';
import { launch } from './lib/browser.js';
import { articles, entities, plain, settings } from './lib/content.js';
import { none, run } from './lib/judge.js';
import { serve } from './lib/serve.js';
import { base, dir, isEmbed, pages } from './lib/site.js';

const all = (node) => [node, ...(node.childNodes ?? []).flatMap(all)];
const attribute = (node, name) => node.attrs?.find((one) => one.name === name)?.value;
const textOf = (node) => all(node).map(({ value }) => value ?? '').join('');
const inLine = (text) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();

/** What a page says of itself, and how it is cited; no citation where it has none. */
function pageAt(folder, file) {
  const nodes = all(parse(readFileSync(join(folder, file), 'utf8')));
  const find = (name, test = () => true) => nodes.filter((node) => node.tagName === name && test(node));
  const meta = (property) => attribute(find('meta', (node) => attribute(node, 'property') === property)[0] ?? {}, 'content');
  const [ld] = find('script', (node) => attribute(node, 'type') === 'application/ld+json');
  const [node] = JSON.parse(ld ? textOf(ld) : '{"@graph":[{}]}')['@graph'];
  const page = {
    title: inLine(textOf(find('h1')[0] ?? {})),
    authors: [node.author ?? []].flat().map(({ name }) => inLine(name)),
    published: meta('article:published_time')?.slice(0, 10),
    modified: meta('article:modified_time')?.slice(0, 10),
  };
  const [details] = find('details', (node) => attribute(node, 'class') === 'citing');
  if (!details) return page;
  const [text, bibtex] = all(details).filter((node) => attribute(node, 'class')?.split(' ').includes('citation'));
  const files = all(details).filter((node) => node.tagName === 'a');
  const [ris, csl] = files.map((link) => decodeURIComponent(attribute(link, 'href').replace(/^data:[^,]*,/, '')));
  return { ...page, cite: { text: inLine(textOf(text)), bibtex: textOf(bibtex), ris, csl } };
}

const day = (date) => date?.['date-parts']?.[0].map((part) => String(part).padStart(2, '0')).join('-');
// RIS knows no name with a comma but that of a person.
const nameOf = ({ literal, family, given }) => literal ?? (given ? `${family}, ${given}` : family);

/** What a library reads of a format. This one encodes the percent signs of addresses in BibTeX once more. */
function readBack(text) {
  const [read, forceType] = text.startsWith('[') ? [JSON.parse(text), '@csl/list+object'] : [text, text.startsWith('TY') ? '@ris/file' : '@biblatex/text'];
  const [item, ...more] = new Cite(read, { forceType }).data;
  assert.equal(more.length, 0, text);
  const { id, title, author = [], issued, accessed, URL } = item;
  return { id, title: inLine(title), authors: author.map(nameOf), issued: day(issued), accessed: day(accessed), url: URL.replaceAll('%25', '%') };
}

/** What is wrong with the citation of a page, with what it is known to be by the page. */
function wrong(folder, at, file, { cite, ...page }) {
  const [bibtex, ris, csl] = [cite.bibtex, cite.ris, cite.csl].map(readBack);
  const cited = pageAt(folder, `${decodeURIComponent(new URL(csl.url).pathname).slice(at.pathname.length)}index.html`);
  const line = (tag) => cite.ris.split('\r\n').find((line) => line.startsWith(`${tag}  - `))?.slice(6).replaceAll('/', '-');
  const expected = [
    ['title', csl.title, cited.title],
    ['host', new URL(csl.url).origin, at.origin],
    ['key', /^[\w:.+-]+$/.test(csl.id), true],
    ['text', [cited.title, csl.url].every((part) => cite.text.includes(part)), true],
    ['authors', csl.authors.join('|'), (page.authors.length ? page.authors : [folder === dir ? settings.publisher.name : 'P']).join('|')],
    ['date', page.published ?? csl.issued, csl.issued],
    ['access', page.modified ?? csl.accessed, csl.accessed],
    ['access of RIS', line('Y2'), csl.accessed],
    ['lines of RIS', cite.ris.replaceAll('\r\n', '').match(/[\r\n]/), null],
    ['id of BibTeX', bibtex.id, csl.id],
    ['access of BibTeX', bibtex.accessed, csl.accessed],
    ...['title', 'issued', 'url'].flatMap((key) => [bibtex, ris].map((other) => [key, other[key], csl[key]])),
    ...[bibtex, ris].map((other) => ['authors', other.authors.join('|'), csl.authors.join('|')]),
  ];
  return expected.filter(([, is, wanted]) => is !== wanted).map(([what, is, wanted]) => `${file}: ${what}: ${is}, not ${wanted}`);
}

/** The citations of all pages of a folder, by file. */
const citedIn = (folder, files) =>
  new Map(files.map((file) => [file, pageAt(folder, file)]).filter(([, page]) => page.cite));

const ours = citedIn(dir, pages.filter((file) => !isEmbed(file)));

test('each page that says something of its own is cited', () => {
  const ledger = pages.filter((file) => /^(matrix|timeline|data|map|corrections)\/|^disputes\/./.test(file));
  const wanted = [...articles, ...entities, ...plain].map(({ page }) => page).concat(ledger);
  none(wanted.filter((file) => existsSync(join(dir, file)) && !ours.has(file)), 'pages', wanted.length);
});

test('a citation is the same in all formats, and of the page at its address', () => {
  const problems = [...ours].flatMap(([file, page]) => wrong(dir, base, file, page));
  none(problems, 'pages', ours.size);
});

test('the matrix of today is cited as the page that no later article changes', () => {
  const { id, url } = readBack(ours.get('matrix/index.html').cite.csl);
  assert.match(url, /\/matrix\/known-\d{4}-\d\d-\d\d\/$/);
  assert.match(id, /^matrix:known-/);
});

test('two addresses have two keys', () => {
  const urls = new Map();
  const problems = [...ours].flatMap(([file, { cite }]) => {
    const { id, url } = readBack(cite.csl);
    const other = urls.get(id) ?? url;
    urls.set(id, other);
    return other === url ? [] : [`${file}: ${id} is ${other} too`];
  });
  none(problems, 'pages', ours.size);
});

const EVIL = '100% {of} }{ C:\\\\home_x^2~ $1 #2 -- --- \'\'q\'\' ,, <<a>> ?` \\"q\\" @article{x,\\r\\nER  - \\r\\nTY  - BOOK\\n </pre></script><b>&amp; 東京 שלום 🦀';
const AUTHORS = ['Jane & John Doe', 'Acme, Inc.', '東京 新聞', 'A {b} and C\\r\\nER  - x', 'The % of \\\\'];

test('no title and no name breaks a format', () => {
  const root = mkdtempSync(join(tmpdir(), 'fissure-cite-'));
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const article = (path, more) =>
    write(`content/articles/${path}`, `---\ntitle: "${EVIL}"\ndate: 2026-11-20\nmodel: fugu\nsources: a\nbloc: us\n${more}---\nText.\n`);
  const access = 'access:\n  - {model: fugu, for: us, status: open, since: 2026-11-01, source: a}\n';
  write('content/site.yaml', `title: "Site ${EVIL}"\nbase_url: https://example.org/a_b/\npublisher: {name: P}\n`);
  write('content/models/fugu.md', `---\nname: "Model ${EVIL}"\n---\n`);
  write('content/blocs/us.md', '---\nname: US\n---\n');
  write('content/sources/a.md', `---\ntitle: "Source ${EVIL}"\n---\n`);
  write('content/pages/über.md', `---\ntitle: "${EVIL}"\n---\nText.\n`);
  article('2026-11-20-東京.md', `authors: [${AUTHORS.map((name) => `"${name}"`)}]\nupdates: [{date: 2026-11-21, what: More.}]\n`);
  article('2026-11-20-one.md', access);
  try {
    const output = join(root, 'public');
    const args = ['--root', root, 'build', '--output', output, '--now', '2026-11-22T12:00:00Z'];
    const done = run(process.env.FISSURE, args, 'fissure');
    assert.equal(done.status, 0, done.stderr);
    const files = readdirSync(output, { recursive: true }).filter((file) => /\.html$/.test(file) && !/^embed/.test(file));
    const cited = citedIn(output, files);
    const problems = [...cited].flatMap(([file, page]) => wrong(output, new URL('https://example.org/a_b/'), file, page));
    none(problems, 'pages', cited.size);
    const { authors, title } = readBack(cited.get('articles/東京/index.html').cite.bibtex);
    assert.deepEqual(authors, ['Jane & John Doe', 'Acme, Inc.', '東京 新聞', 'A {b} and C ER - x', 'The % of \\']);
    assert(title.startsWith('100% {of} }{ C:\\home_x^2~ $1 #2 -- --- ') && title.endsWith('&amp; 東京 שלום 🦀'), title);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('without script, one click chooses a form, and the files come', async () => {
  const server = await serve();
  const browser = await launch();
  try {
    const { cite } = ours.get(articles[0].page);
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.origin}${base.pathname}${articles[0].page.replace('index.html', '')}`);
    // The link in the head of an article leads into what is folded, and opens it.
    await page.getByRole('link', { name: 'Cite this' }).click();
    await page.getByText('BibTeX').waitFor();
    for (const [name, wanted] of [['RIS', cite.ris], ['CSL-JSON', cite.csl]]) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
      assert.equal(readFileSync(await download.path(), 'utf8'), wanted);
    }
    const chosen = await page.locator('pre.citation').evaluate((pre) => getComputedStyle(pre).userSelect);
    assert.equal(chosen, 'all');
  } finally {
    await browser.close();
    await server.close();
  }
});
