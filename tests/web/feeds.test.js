// Judges what other programs read: the feeds against the schema of Atom (RFC 4287) and the rules that its prose adds,
// their twins against the rules of JSON Feed, the list of them, the sitemaps against the schemas of sitemaps.org and of
// news, and robots.txt.

import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parseAtomFeed, parseJsonFeed, parseOpml } from 'feedsmith';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { articles, entities } from './lib/content.js';
import { none, run } from './lib/judge.js';
import { addressOf, base, dir, elements, fileAt, files, isEmbed, isOwn, pages, read, rootOf } from './lib/site.js';

const ATOM = 'http://www.w3.org/2005/Atom';
const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';

const atomSchema = fileURLToPath(new URL('atom.rng', import.meta.url));
const sitemapSchema = fileURLToPath(new URL('sitemaps.xsd', import.meta.url));
const jsonSchema = JSON.parse(readFileSync(new URL('jsonfeed.schema.json', import.meta.url), 'utf8'));

const xml = files.filter((file) => file.endsWith('.xml'));
const roots = new Map(xml.map((file) => [file, rootOf(file)]));
const feeds = xml.filter((file) => roots.get(file)?.localName === 'feed');
const jsonFeeds = feeds.map((file) => file.replace(/xml$/, 'json'));
const sitemaps = xml.filter((file) => roots.get(file)?.localName === 'urlset');
const news = sitemaps.filter((file) => file === 'news-sitemap.xml');

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

const isRedirect = (file) => elements(file).some(({ attributes }) => attributes['http-equiv'] === 'refresh');

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

test('beside every feed is a JSON Feed that keeps the rules of the format', () => {
  const validate = addFormats(new Ajv({ allErrors: true })).compile(jsonSchema);
  const problems = jsonFeeds.flatMap((file) => {
    if (!files.includes(file)) return [`there is no feed ${file}`];
    const feed = JSON.parse(read(file));
    const found = validate(feed) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
    if (feed.feed_url !== addressOf(file).href) found.push(`calls itself ${feed.feed_url}`);
    if (!pageAt(feed.home_page_url)) found.push(`its page ${feed.home_page_url} is not there`);
    const ids = feed.items.map(({ id }) => id);
    ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`the id ${id} is there twice`));
    return found.map((problem) => `${file}: ${problem}`);
  });
  none(problems, 'feeds', jsonFeeds.length);
});

test('a feed reader finds the same in both', () => {
  const problems = feeds.flatMap((file, n) => {
    const atom = parseAtomFeed(read(file));
    const json = parseJsonFeed(read(jsonFeeds[n]));
    const html = ({ type, value }) => (type === 'html' ? value : undefined);
    const ofAtom = (entry) => [
      entry.id, entry.title?.value ?? entry.title, entry.summary?.value ?? entry.summary, entry.published, entry.updated,
      (entry.authors ?? []).map(({ name }) => name).join(), (entry.categories ?? []).map(({ term }) => term).join(),
      entry.content && (html(entry.content) ?? entry.content.value ?? entry.content),
    ];
    const ofJson = (item) => [
      item.id, item.title, item.summary, item.date_published, item.date_modified,
      (item.authors ?? []).map(({ name }) => name).join(), (item.tags ?? []).join(), item.content_html,
    ];
    const [entries, items] = [(atom.entries ?? []).map(ofAtom), (json.items ?? []).map(ofJson)];
    if (entries.length !== items.length) return [`${file} has ${entries.length} entries, ${jsonFeeds[n]} ${items.length}`];
    return entries.flatMap((entry, at) =>
      entry.flatMap((value, of) => (value === items[at][of] ? [] : [`${file}, entry ${at + 1}: ${value} is ${items[at][of]} in JSON`])),
    );
  });
  none(problems, 'feeds', feeds.length);
});

test('every page names its feed in both forms', () => {
  const judged = pages.filter((page) => elements(page).some(({ attributes }) => attributes.rel === 'canonical') && !isRedirect(page) && !isEmbed(page));
  const problems = judged.flatMap((page) => {
    const links = elements(page).filter(({ name, attributes }) => name === 'link' && attributes.rel === 'alternate');
    const hrefs = (type) => links.filter(({ attributes }) => attributes.type === type).map(({ attributes }) => new URL(attributes.href, base));
    const [atom, json] = [hrefs('application/atom+xml'), hrefs('application/feed+json')];
    const isThere = atom.length === 1 && json.length === 1 && feeds.includes(fileAt(atom[0])) && jsonFeeds.includes(fileAt(json[0]));
    return isThere ? [] : [`${page} names ${atom} and ${json}`];
  });
  none(problems, 'pages', judged.length);
});

test('the list of feeds names every one', () => {
  const { body } = parseOpml(read('feeds.opml'));
  const listed = body.outlines.flatMap(({ outlines }) => outlines);
  const named = listed.map(({ xmlUrl }) => fileAt(new URL(xmlUrl)));
  const problems = [
    ...feeds.filter((file) => !named.includes(file)).map((file) => `${file} is not named`),
    ...listed.filter((_, n) => !feeds.includes(named[n])).map(({ xmlUrl }) => `${xmlUrl} is no feed`),
    ...listed.filter(({ htmlUrl }) => !pageAt(htmlUrl)).map(({ htmlUrl }) => `there is no page ${htmlUrl}`),
    ...listed.filter(({ type, text }) => type !== 'rss' || !text).map(({ xmlUrl }) => `${xmlUrl} has no type or text`),
  ];
  none(problems, 'feeds', listed.length);
});

test('news are the articles of today and yesterday', () => {
  const now = Date.parse(process.env.SITE_NOW);
  const day = (date) => new Date(date).toISOString().slice(0, 10);
  const recent = [day(now), day(now - 24 * 3600 * 1000)];
  const wanted = articles.filter(({ fields }) => recent.includes(fields.date.slice(0, 10)) && fields.retracted !== 'true');
  const urls = news.flatMap((file) => [...roots.get(file).getElementsByTagNameNS(SITEMAP, 'loc')]);
  const named = urls.map((loc) => fileAt(new URL(loc.textContent)));
  const problems = [
    ...wanted.filter(({ page }) => !named.includes(page)).map(({ page }) => `${page} is not named`),
    ...named.filter((file) => !wanted.some(({ page }) => page === file)).map((file) => `${file} is no news`),
  ];
  none(problems, 'articles', wanted.length);
});

test('the sitemaps are valid by the schemas of sitemaps.org and of news', () => {
  none(complaints(sitemaps, '--schema', sitemapSchema), 'sitemaps', sitemaps.length);
});

test('the sitemap names pages that are there, once, and by the address that they call their own', () => {
  const locs = sitemaps.filter((file) => !news.includes(file)).flatMap((file) => [...roots.get(file).getElementsByTagNameNS(SITEMAP, 'loc')]);
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

test('robots.txt names the sitemaps', () => {
  const named = files.includes('robots.txt')
    ? [...read('robots.txt').matchAll(/^Sitemap: (\S+)$/gm)].map(([, url]) => url)
    : [];
  const wanted = ['sitemap.xml', ...news].map((file) => new URL(file, base).href);
  const isEach = named.join() === wanted.join();
  none(isEach ? [] : [`robots.txt names ${named.join(', ') || 'no sitemap'}, not ${wanted.join(', ')}`], 'files', 1);
});
