const { PAGE_SIZE } = require("../_includes/parts.js");

exports.data = { permalink: "/index.xml" };
exports.render = ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
<title>The Made-up Times</title>
<link>https://example.org/</link>
<description>News of nobody</description>
${collections.articles
  .slice(0, PAGE_SIZE)
  .map(
    ({ url, date, data: { title, summary } }) => `<item>
<title>${title}</title>
<link>https://example.org${url}</link>
<guid>https://example.org${url}</guid>
<pubDate>${date.toUTCString()}</pubDate>
<description>${summary ?? ""}</description>
</item>`,
  )
  .join("\n")}
</channel>
</rss>
`;
