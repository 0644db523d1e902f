// Judges the one promise of the site: what an article tags or names is linked both ways. The content is read here
// without the generator's help and compared with the links of the built pages.

import { test } from 'node:test';
import { articles, entities, entity, named, plain, tags } from './lib/content.js';
import { none } from './lib/judge.js';
import { linkedFrom, pages } from './lib/site.js';

const exists = new Set(pages);

/** What a list links on all of its pages: the first, and those under page/1/ and so on that it leads to. */
function linkedFromList(first) {
  const folder = first.slice(0, -'index.html'.length);
  const isLater = (file) => file?.startsWith(folder) && /^page\/\d+\/index\.html$/.test(file.slice(folder.length));
  const found = new Set();
  const visited = new Set();
  const visit = (file) => {
    if (!exists.has(file) || visited.has(file)) return;
    visited.add(file);
    for (const link of linkedFrom(file)) {
      found.add(link);
      if (isLater(link)) visit(link);
    }
  };
  visit(first);
  return found;
}

/** The pages of the entities that an article tags. A tag without a file makes a page at its own slug. */
const tagged = (article) =>
  tags(article).map(({ word, kind }) => {
    const slug = word.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
    return entity(word, kind)?.page ?? `${kind.folder}/${slug}/index.html`;
  });

test('every article and every entity with a file has a page', () => {
  const all = [...articles, ...entities, ...plain];
  const missing = all.filter(({ page }) => !exists.has(page));
  none(
    missing.map(({ source, page }) => `${source}: there is no ${page}`),
    'files of content',
    all.length,
  );
});

test('every article links the entities that it tags', () => {
  const here = articles.filter(({ page }) => exists.has(page));
  const wanted = here.flatMap((article) => tagged(article).map((to) => ({ article, to })));
  const missing = wanted.filter(({ article, to }) => !linkedFrom(article.page).has(to));
  none(
    missing.map(({ article, to }) => `${article.page} does not link ${to}`),
    'tags',
    wanted.length,
  );
});

test('every entity links what tags it or names it', () => {
  const back = new Map();
  for (const from of [...articles, ...entities, ...plain]) {
    const names = [...named(from)].map((entity) => entity.page);
    const to = articles.includes(from) ? [...tagged(from), ...names] : names;
    for (const page of new Set(to)) if (page !== from.page) back.set(page, [...(back.get(page) ?? []), from.page]);
  }
  const missing = [...back].flatMap(([page, sources]) => {
    const linked = linkedFromList(page);
    return sources.filter((from) => !linked.has(from)).map((from) => `${page} does not link ${from}`);
  });
  none(missing, 'backlinks', [...back.values()].flat().length);
});

test('every kind has an index that links all its entities', () => {
  const all = new Set([...entities.map(({ page }) => page), ...articles.flatMap(tagged)]);
  const missing = [...all].filter((page) => !linkedFromList(`${page.split('/')[0]}/index.html`).has(page));
  none(
    missing.map((page) => `${page.split('/')[0]}/index.html does not link ${page}`),
    'entities',
    all.size,
  );
});

test('the archive links every article', () => {
  const linked = linkedFromList('articles/index.html');
  const missing = articles.filter(({ page }) => !linked.has(page));
  none(
    missing.map(({ page }) => `articles/index.html does not link ${page}`),
    'articles',
    articles.length,
  );
});
