// Collections are worked out in one pass each: the newest articles first, and those of each entity.
const { KINDS, PAGE_SIZE, pages } = require("./_includes/parts.js");
// How far off in the list of a tag an article may be and still be related, and how many are shown.
const NEAR = 25;
const SHOWN = 6;

const tags = (article) => KINDS.flatMap((kind) => (article.data[kind] ?? []).map((slug) => `/${kind}/${slug}/`));

// The articles of each entity, newest first.
const byEntity = (articles) => {
  const of = {};
  for (const article of articles) for (const tag of tags(article)) (of[tag] ??= []).push(article);
  return of;
};

// Those that share most tags with one, where a tag that few articles have weighs more.
const related = (article, of, places) => {
  const likeness = new Map();
  for (const tag of tags(article)) {
    const place = places.get(tag).get(article);
    for (const other of of[tag].slice(Math.max(place - NEAR, 0), place + NEAR + 1)) {
      if (other !== article) likeness.set(other, (likeness.get(other) ?? 0) + 1 / of[tag].length);
    }
  }
  const sorted = [...likeness].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, SHOWN).map(([other]) => other);
};

module.exports = (config) => {
  const newest = (api) => api.getFilteredByTag("article").reverse();

  // Each article with the one before it, the one after it, and those that are related.
  config.addCollection("articles", (api) => {
    const articles = newest(api);
    const of = byEntity(articles);
    const placed = ([tag, list]) => [tag, new Map(list.map((article, n) => [article, n]))];
    const places = new Map(Object.entries(of).map(placed));
    articles.forEach((article, n) => {
      article.data.later = articles[n - 1];
      article.data.earlier = articles[n + 1];
      article.data.related = related(article, of, places);
    });
    return articles;
  });

  config.addCollection("byEntity", (api) => byEntity(newest(api)));

  config.addCollection("entities", (api) => {
    const of = {};
    for (const entity of api.getFilteredByTag("entity")) of[entity.url] = entity;
    return of;
  });

  // What does not fit on the first page of an entity.
  config.addCollection("furtherPages", (api) => {
    const lists = Object.entries(byEntity(newest(api)));
    return lists.flatMap(([entity, { length }]) => pages(entity, Math.ceil(length / PAGE_SIZE)));
  });

  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false };
};
