const { PAGE_SIZE } = require("../_includes/parts.js");

exports.data = { permalink: "/feed.xml" };
exports.render = ({ collections: { articles } }) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>The Made-up Times</title>
<id>https://example.org/feed.xml</id>
<link rel="self" href="https://example.org/feed.xml"/>
<link href="https://example.org/"/>
<updated>${articles[0].date.toISOString()}</updated>
${articles
  .slice(0, PAGE_SIZE)
  .map(
    ({ url, date, data: { title, summary } }) => `<entry>
<title>${title}</title>
<id>https://example.org${url}</id>
<link href="https://example.org${url}"/>
<published>${date.toISOString()}</published>
<updated>${date.toISOString()}</updated>
<author><name>The Made-up Times</name></author>
<summary>${summary ?? ""}</summary>
</entry>`,
  )
  .join("\n")}
</feed>
`;
