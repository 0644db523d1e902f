const { PAGE_SIZE, base, list, pager } = require("../_includes/parts.js");

exports.data = {
  pagination: { data: "collections.articles", size: PAGE_SIZE },
  permalink: ({ pagination: { pageNumber } }) => (pageNumber === 0 ? "/articles/" : `/articles/page/${pageNumber + 1}/`),
};
exports.render = ({ pagination: { items, pageNumber, pages } }) =>
  base("Articles", `<h1>Articles</h1>\n${list(items)}\n${pager("/articles/", pageNumber + 1, pageNumber + 1 === pages.length)}`);
