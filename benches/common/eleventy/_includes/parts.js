// What the templates have in common.
exports.KINDS = ["blocs", "models", "companies", "policies", "people"];
exports.PAGE_SIZE = 20;

// The pages of a list, from its second one on.
exports.pages = (address, count) =>
  Array.from({ length: Math.max(count - 1, 0) }, (_, n) => ({ entity: address, number: n + 2, last: n + 2 === count }));

exports.base = (title, main) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<link rel="alternate" type="application/atom+xml" href="/feed.xml">
</head>
<body>
<nav><a href="/">The Made-up Times</a> <a href="/articles/">Articles</a> <a href="/models/">Models</a></nav>
<main>
${main}
</main>
</body>
</html>
`;

exports.list = (articles) => `<ol>
${articles
  .map(
    ({ date, url, data: { title, summary } }) =>
      `<li>${date.toISOString().slice(0, 10)} <a href="${url}">${title}</a>${summary ? ` ${summary}` : ""}</li>`,
  )
  .join("\n")}
</ol>`;

const numbered = (address, number) => (number === 1 ? address : `${address}page/${number}/`);

exports.pager = (address, number, last) =>
  `${number > 1 ? `<a href="${numbered(address, number - 1)}">Newer</a>` : ""}
${last ? "" : `<a href="${numbered(address, number + 1)}">Older</a>`}`;
