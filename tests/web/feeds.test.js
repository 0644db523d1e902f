// Judges what other programs read: the feeds against the schema of Atom (RFC 4287) and the rules that its prose adds,
// the sitemap against the schema of sitemaps.org, and robots.txt.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { entities } from './lib/content.js';
import { none, run } from './lib/judge.js';
import { addressOf, base, dir, elements, fileAt, files, isOwn, pages, read, rootOf } from './lib/site.js';

const ATOM = 'http://www.w3.org/2005/Atom';
const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';

const atomSchema = fileURLToPath(new URL('atom.rng', import.meta.url));
const sitemapSchema = join(
  dirname(createRequire(import.meta.url).resolve('sitemap/package.json')),
  'schema/sitemap.xsd',
);

const xml = files.filter((file) => file.endsWith('.xml'));
const roots = new Map(xml.map((file) => [file, rootOf(file)]));
const feeds = xml.filter((file) => roots.get(file)?.localName === 'feed');
const sitemaps = xml.filter((file) => roots.get(file)?.localName === 'urlset');

/** The child elements of an element that have a name. */
const children = (parent, name) => [...parent.childNodes].filter((node) => node.localName === name);
const text = (parent, name) => children(parent, name)[0]?.textContent.trim();
const links = (parent, rel) =>
  children(parent, 'link')
    .filter((link) => (link.getAttribute('rel') || 'alternate') === rel)
    .map((link) => link.getAttribute('href'));

/** What xmllint says against files. */
function complaints(of, ...options) {
  const done = run('xmllint', ['--noout', '--nonet', ...options, ...of], 'libxml2-utils', { cwd: dir });
  const lines = done.stderr.split('\n').filter((line) => line && !line.endsWith(' validates'));
  return done.status === 0 ? [] : [...lines, `xmllint ends with ${done.status}`];
}

/** The page of this site that an address leads to, or undefined. */
function pageAt(address) {
  const url = address && URL.canParse(address) ? new URL(address) : undefined;
  const file = url && isOwn(url) ? fileAt(url) : undefined;
  return pages.includes(file) ? file : undefined;
}

test('there is a feed of the site and one of every entity', () => {
  const wanted = ['feed.xml', ...entities.map(({ page }) => page.replace('index.html', 'feed.xml'))];
  none(
    wanted.filter((file) => !feeds.includes(file)).map((file) => `there is no feed ${file}`),
    'feeds',
    wanted.length,
  );
});

test('every XML file is well-formed', () => {
  none(complaints(xml), 'XML files', xml.length);
});

test('every feed is valid by the schema of Atom', () => {
  none(complaints(feeds, '--relaxng', atomSchema), 'feeds', feeds.length);
});

test('every feed keeps the rules that no schema tells', () => {
  const problems = feeds.flatMap((file) => {
    const feed = roots.get(file);
    const entries = children(feed, 'entry');
    const found = [];
    const own = addressOf(file).href;
    if (feed.namespaceURI !== ATOM) found.push('is not in the namespace of Atom');
    if (links(feed, 'self').join() !== own) found.push(`its self link is ${links(feed, 'self')}, not ${own}`);
    if (!pageAt(links(feed, 'alternate')[0])) found.push(`its page ${links(feed, 'alternate')[0]} is not there`);
    const hasAuthor = (element) => children(element, 'author').length > 0;
    if (!hasAuthor(feed) && !entries.every(hasAuthor)) found.push('has entries without an author');
    const ids = [feed, ...entries].map((element) => text(element, 'id'));
    ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`the id ${id} is there twice`));
    ids.filter((id) => !URL.canParse(id)).forEach((id) => found.push(`the id ${id} is no IRI`));
    for (const entry of entries) {
      const [page] = links(entry, 'alternate');
      if (!pageAt(page)) found.push(`the page of the entry "${text(entry, 'title')}", ${page}, is not there`);
    }
    for (const element of [feed, ...entries]) {
      for (const date of [...children(element, 'updated'), ...children(element, 'published')]) {
        const isWhole = /T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(date.textContent);
        if (!isWhole) found.push(`${date.textContent} is no date with a time and an offset (RFC 3339)`);
      }
    }
    const dates = entries.map((entry) => Date.parse(text(entry, 'updated')));
    if (Math.max(...dates) > Date.parse(text(feed, 'updated'))) found.push('is older than its newest entry');
    return found.map((problem) => `${file}: ${problem}`);
  });
  none(problems, 'feeds', feeds.length);
});

test('an entry has one id, in whatever feed it stands', () => {
  const ids = new Map();
  const problems = [];
  for (const file of feeds) {
    for (const entry of children(roots.get(file), 'entry')) {
      const [page] = links(entry, 'alternate');
      const id = text(entry, 'id');
      if ((ids.get(page) ?? id) !== id) problems.push(`${file}: ${page} has the id ${id}, elsewhere ${ids.get(page)}`);
      ids.set(page, id);
    }
  }
  none(problems, 'entries', ids.size);
});

test('the sitemap is valid by the schema of sitemaps.org', () => {
  none(complaints(sitemaps, '--schema', sitemapSchema), 'sitemaps', sitemaps.length);
});

test('the sitemap names pages that are there, once, and by the address that they call their own', () => {
  const locs = sitemaps.flatMap((file) => [...roots.get(file).getElementsByTagNameNS(SITEMAP, 'loc')]);
  const addresses = locs.map((loc) => loc.textContent.trim());
  const problems = addresses.flatMap((address, at) => {
    if (addresses.indexOf(address) !== at) return [`${address} is there twice`];
    const page = pageAt(address);
    if (!page) return [`there is no page at ${address}`];
    const of = (name, key, value) =>
      elements(page).find((e) => e.name === name && e.attributes[key] === value)?.attributes;
    const canonical = of('link', 'rel', 'canonical')?.href;
    if (canonical !== address) return [`${page} calls itself ${canonical}, not ${address}`];
    return /noindex/.test(of('meta', 'name', 'robots')?.content) ? [`${page} asks not to be indexed`] : [];
  });
  none(problems, 'addresses', addresses.length);
});

test('robots.txt names the sitemap', () => {
  const named = files.includes('robots.txt')
    ? [...read('robots.txt').matchAll(/^Sitemap: (\S+)$/gm)].map(([, url]) => url)
    : [];
  const wanted = new URL('sitemap.xml', base).href;
  none(
    named.includes(wanted) ? [] : [`robots.txt names ${named.join(', ') || 'no sitemap'}, not ${wanted}`],
    'files',
    1,
  );
});
