const { PAGE_SIZE, base, list } = require("../_includes/parts.js");

exports.data = { permalink: "/" };
exports.render = ({ collections }) =>
  base("The Made-up Times", `<h1>The Made-up Times</h1>\n${list(collections.articles.slice(0, PAGE_SIZE))}`);
