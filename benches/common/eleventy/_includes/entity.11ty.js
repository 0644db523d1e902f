const { PAGE_SIZE, base, list, pager } = require("./parts.js");

exports.render = ({ title, page, content, collections }) => {
  const articles = collections.byEntity[page.url] ?? [];
  const shown = list(articles.slice(0, PAGE_SIZE));
  return base(title, `<h1>${title}</h1>\n${content}\n${shown}\n${pager(page.url, 1, articles.length <= PAGE_SIZE)}`);
};
