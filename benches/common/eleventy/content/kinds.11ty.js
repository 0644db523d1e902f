const { KINDS, base } = require("../_includes/parts.js");

exports.data = {
  kinds: KINDS,
  pagination: { data: "kinds", size: 1, alias: "kind" },
  permalink: ({ kind }) => `/${kind}/`,
};
exports.render = ({ kind, collections: { entities, byEntity } }) => {
  const ours = Object.values(entities).filter((entity) => entity.url.startsWith(`/${kind}/`));
  const item = ({ url, data }) => `<li><a href="${url}">${data.title}</a> ${byEntity[url]?.length ?? 0}</li>`;
  return base(kind, `<h1>${kind}</h1>\n<ul>\n${ours.map(item).join("\n")}\n</ul>`);
};
