// Judges what every page says for programs: its JSON-LD against the vocabulary of schema.org, its links by Open Graph, and
// both against the page and the data of the site, so that none of the three says something else.

import jsonld from 'jsonld';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { articles, settings } from './lib/content.js';
import { none } from './lib/judge.js';
import { addressOf, base, elements, fileAt, files, isEmbed, isOwn, pages, read, textOf } from './lib/site.js';

const SCHEMA = 'https://schema.org/';
const vocabulary = readFileSync(createRequire(import.meta.url).resolve('@vocabulary/schema/schema.nq'), 'utf8');

/** What schema.org says of its words: for each pair of subject and predicate, the objects. */
const said = new Map();
for (const [, subject, predicate, object] of vocabulary.matchAll(/^<http:\/\/schema\.org\/(\S+)> <\S*[/#](\S+)> <\S*[/#](\S+)> /gm)) {
  const key = `${subject} ${predicate}`;
  said.set(key, [...(said.get(key) ?? []), object]);
}
const of = (word, predicate) => said.get(`${word} ${predicate}`) ?? [];

/** A class and all that stand above it. */
const above = (type) => [type, ...of(type, 'subClassOf').flatMap(above)];
const isA = (type, others) => above(type).some((other) => others.includes(other));

const canonicalOf = (file) => elements(file).find(({ attributes }) => attributes.rel === 'canonical')?.attributes.href;
const isRedirect = (file) => elements(file).some(({ attributes }) => attributes['http-equiv'] === 'refresh');
const judged = pages.filter((file) => !isRedirect(file) && !isEmbed(file) && file !== '404.html');

/** The JSON-LD of a page; one script, as it stands there. */
const scripts = (file) =>
  elements(file)
    .filter(({ name, attributes }) => name === 'script' && attributes.type === 'application/ld+json')
    .map(({ node }) => JSON.parse(node.childNodes[0].value));

const graphs = new Map(judged.map((file) => [file, scripts(file)]));
const nodesOf = (file) => graphs.get(file).flatMap((ld) => ld['@graph']);

/** Everything with a type, at whatever depth. */
function things(value) {
  if (Array.isArray(value)) return value.flatMap(things);
  if (value === null || typeof value !== 'object') return [];
  return [...(value['@type'] ? [value] : []), ...Object.values(value).flatMap(things)];
}

const DATES = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?$/;

/** What is wrong with the value of a property, if anything. */
function wrongValue(property, value) {
  const range = of(property, 'rangeIncludes');
  if (typeof value === 'object') {
    const isIn = isA(value['@type'], range);
    return isIn ? undefined : `${property} takes ${range}, not a ${value['@type']}`;
  }
  if (typeof value === 'number') return isA('Integer', range) || isA('Number', range) ? undefined : `${property} takes no number`;
  if (typeof value === 'boolean') return range.includes('Boolean') ? undefined : `${property} takes no truth value`;
  if (range.includes('Date') || range.includes('DateTime')) {
    return DATES.test(value) ? undefined : `${property} is no date: ${value}`;
  }
  if (range.includes('Text')) return undefined;
  // A thing may be named by its address alone.
  return URL.canParse(value) ? undefined : `${property} takes ${range}, not "${value}"`;
}

test('every page has one script of JSON-LD', () => {
  none(judged.filter((file) => graphs.get(file).length !== 1), 'pages', judged.length);
});

test('all types and properties are of schema.org, and in their places', () => {
  const problems = judged.flatMap((file) =>
    things(nodesOf(file)).flatMap((thing) => {
      const type = thing['@type'];
      if (!of(type, 'type').includes('Class')) return [`${file}: there is no type ${type}`];
      const pairs = Object.entries(thing).filter(([key]) => !key.startsWith('@'));
      return pairs.flatMap(([property, value]) => {
        const at = `${file}: ${type}.${property}`;
        if (!of(property, 'type').includes('Property')) return [`${at} is no property`];
        const domain = of(property, 'domainIncludes');
        if (!isA(type, domain)) return [`${at} is for ${domain}`];
        return [value].flat().map((one) => wrongValue(property, one)).filter(Boolean).map((wrong) => `${at}: ${wrong}`);
      });
    }),
  );
  none(problems, 'pages', judged.length);
});

test('it is JSON-LD: nothing is lost when a processor expands it', async () => {
  // The context of schema.org makes a term of each of its words; only a `@vocab` is needed for that.
  const documentLoader = async (url) => ({ documentUrl: url, document: { '@context': { '@vocab': SCHEMA } } });
  const problems = [];
  for (const file of judged) {
    const expanded = await jsonld.expand(graphs.get(file)[0], { base: canonicalOf(file), documentLoader });
    const count = (value) => (Array.isArray(value) ? value.reduce((sum, one) => sum + count(one), 0) : value?.['@type'] ? 1 + count(Object.values(value)) : 0);
    if (count(expanded) !== things(nodesOf(file)).length) problems.push(`${file}: ${count(expanded)} things`);
  }
  none(problems, 'pages', judged.length);
});

test('whatever is named by an address of the site has a page or file there', () => {
  const problems = judged.flatMap((file) => {
    const ids = things(nodesOf(file)).flatMap((thing) => [thing['@id'], thing.item, thing.contentUrl].filter(Boolean));
    // An address that has the site's before another whole one is of no host at all.
    const isDoubled = ({ host }) => host !== base.host && host.startsWith(base.host);
    const leadsNowhere = (url) => isDoubled(url) || (isOwn(url) && !fileAt(url));
    return ids.filter((id) => leadsNowhere(new URL(id))).map((id) => `${file}: ${id}`);
  });
  none(problems, 'pages', judged.length);
});

test('a thing has one name and one type, on all pages, and those of the data', () => {
  const known = new Map();
  const problems = [];
  const rows = JSON.parse(read('data/entities.jsonld')).hasPart;
  const names = new Map(rows.map((row) => [row['@id'], row.name]));
  for (const file of judged) {
    for (const { '@id': id, '@type': type, name } of things(nodesOf(file)).filter((thing) => thing['@id'] && thing.name)) {
      const before = known.get(id) ?? `${type} ${name}`;
      if (before !== `${type} ${name}`) problems.push(`${file}: ${id} is ${type} ${name}, elsewhere ${before}`);
      known.set(id, before);
      if (names.has(id) && names.get(id) !== name) problems.push(`${file}: ${id} is ${name}, in the data ${names.get(id)}`);
    }
  }
  rows.filter((row) => !known.has(row['@id'])).forEach((row) => problems.push(`${row['@id']} is on no page`));
  none(problems, 'things', known.size);
});

test('an article says what its page and its file say', () => {
  const problems = articles.flatMap(({ page, fields }) => {
    const [node] = nodesOf(page);
    const html = elements(page);
    const h1 = textOf(html.find(({ name }) => name === 'h1'));
    const og = (property) => html.filter(({ attributes }) => attributes.property === property).map(({ attributes }) => attributes.content);
    const form = { brief: 'Reportage', analysis: 'Analysis', opinion: 'Opinion', explainer: 'Background' }[fields.form] ?? '';
    const links = new Set(html.filter(({ name }) => name === 'a').map(({ attributes }) => new URL(attributes.href, addressOf(page)).href));
    const things = ['about', 'mentions', 'citation'].flatMap((key) => node[key] ?? []);
    const wrong = [
      [node['@type'], `${form}NewsArticle`],
      [node['@id'], canonicalOf(page)],
      [node.headline, h1],
      [og('og:type').join(), 'article'],
      [og('og:title').join(), h1],
      [og('article:published_time').join(), node.datePublished],
      [og('article:modified_time').join(), node.dateModified],
      [Date.parse(node.datePublished) <= Date.parse(node.dateModified), true],
      [og('article:tag').join(), (node.about ?? []).map(({ name }) => name).join()],
      [things.filter((thing) => !links.has(thing['@id'])).map(({ name }) => name).join(), ''],
      [node.publisher.name, settings.publisher.name],
    ];
    return wrong.filter(([is, wanted]) => is !== wanted).map(([is, wanted]) => `${page}: ${is}, not ${wanted}`);
  });
  none(problems, 'articles', articles.length);
});

test('every page but the first says how it is reached from there', () => {
  const problems = judged.flatMap((file) => {
    const trail = nodesOf(file).find((node) => node['@type'] === 'BreadcrumbList')?.itemListElement;
    if (file === 'index.html') return trail ? [`${file} has a way to itself`] : [];
    const isCounted = trail?.every(({ position }, n) => position === n + 1);
    const ends = [trail?.[0].item, trail?.at(-1).item];
    // The later pages of a list are reached through its first.
    const first = canonicalOf(file).replace(/page\/\d+\/$/, '');
    return isCounted && ends.join() === `${base.href},${first}` ? [] : [`${file}: ${JSON.stringify(trail)}`];
  });
  none(problems, 'pages', judged.length);
});

test('every page has what those who link to it show', () => {
  const titles = new Map();
  const problems = judged.flatMap((file) => {
    const html = elements(file);
    const meta = (name) => html.find(({ attributes }) => (attributes.property ?? attributes.name) === name)?.attributes.content;
    const title = textOf(html.find(({ name }) => name === 'title'));
    const twin = titles.get(title);
    titles.set(title, file);
    const wrong = [];
    if (twin) wrong.push(`has the title of ${twin}`);
    if (!meta('description')) wrong.push('has no description');
    if (canonicalOf(file) !== addressOf(file).href) wrong.push(`calls itself ${canonicalOf(file)}`);
    if (meta('og:url') !== canonicalOf(file)) wrong.push(`og:url is ${meta('og:url')}`);
    if (meta('og:site_name') !== settings.title) wrong.push(`og:site_name is ${meta('og:site_name')}`);
    for (const name of ['og:type', 'og:title', 'og:description', 'og:locale']) if (!meta(name)) wrong.push(`has no ${name}`);
    const image = meta('og:image');
    if (image && isOwn(new URL(image)) && !files.includes(fileAt(new URL(image)))) wrong.push(`its picture ${image} is not there`);
    if (meta('twitter:card') !== (image ? 'summary_large_image' : 'summary')) wrong.push(`twitter:card is ${meta('twitter:card')}`);
    return wrong.map((problem) => `${file} ${problem}`);
  });
  none(problems, 'pages', judged.length);
});
