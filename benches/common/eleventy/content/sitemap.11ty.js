const { KINDS } = require("../_includes/parts.js");

exports.data = { permalink: "/sitemap.xml" };
exports.render = ({ collections: { articles, entities } }) => {
  const dated = articles.map(({ url, date }) => `${url}</loc><lastmod>${date.toISOString()}</lastmod>`);
  const lists = ["/", "/articles/", ...KINDS.map((kind) => `/${kind}/`), ...Object.keys(entities)];
  const urls = [...lists.map((url) => `${url}</loc>`), ...dated].map((url) => `<url><loc>https://example.org${url}</url>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join("\n")}
</urlset>
`;
};
