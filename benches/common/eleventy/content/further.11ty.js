const { PAGE_SIZE, base, list, pager } = require("../_includes/parts.js");

exports.data = {
  pagination: { data: "collections.furtherPages", size: 1, alias: "further" },
  permalink: ({ further: { entity, number } }) => `${entity}page/${number}/`,
};
exports.render = ({ further: { entity, number, last }, collections }) => {
  const { title } = collections.entities[entity].data;
  const articles = collections.byEntity[entity].slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
  return base(title, `<h1>${title}</h1>\n${list(articles)}\n${pager(entity, number, last)}`);
};
