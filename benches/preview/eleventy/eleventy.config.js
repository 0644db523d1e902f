// Collections are worked out in one pass each: the newest articles first, and those of each entity.
const { KINDS, PAGE_SIZE, pages } = require("./_includes/parts.js");

module.exports = (config) => {
  const newest = (api) => api.getFilteredByTag("article").reverse();

  // Each article beside the one before it and the one after it.
  config.addCollection("articles", (api) => {
    const articles = newest(api);
    articles.forEach((article, n) => {
      article.data.later = articles[n - 1];
      article.data.earlier = articles[n + 1];
    });
    return articles;
  });

  config.addCollection("byEntity", (api) => {
    const of = {};
    for (const article of newest(api)) {
      for (const kind of KINDS) {
        for (const slug of article.data[kind] ?? []) (of[`/${kind}/${slug}/`] ??= []).push(article);
      }
    }
    return of;
  });

  config.addCollection("entities", (api) => {
    const of = {};
    for (const entity of api.getFilteredByTag("entity")) of[entity.url] = entity;
    return of;
  });

  // What does not fit on the first page of an entity.
  config.addCollection("furtherPages", (api) => {
    const counts = {};
    for (const article of newest(api)) {
      for (const kind of KINDS) {
        for (const slug of article.data[kind] ?? []) counts[`/${kind}/${slug}/`] = (counts[`/${kind}/${slug}/`] ?? 0) + 1;
      }
    }
    return Object.entries(counts).flatMap(([entity, count]) => pages(entity, Math.ceil(count / PAGE_SIZE)));
  });

  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false };
};
