const { KINDS, base } = require("./parts.js");

exports.render = (data) => {
  const { title, page, form, content, collections, later, earlier, related } = data;
  const entities = KINDS.flatMap((kind) => (data[kind] ?? []).map((slug) => collections.entities[`/${kind}/${slug}/`]));
  return base(
    title,
    `<article>
<h1>${title}</h1>
<p>${page.date.toISOString().slice(0, 10)} ${form}</p>
${content}
<ul>
${entities.map((entity) => `<li><a href="${entity.url}">${entity.data.title}</a></li>`).join("\n")}
</ul>
<ul>
${related.map((other) => `<li><a href="${other.url}">${other.data.title}</a></li>`).join("\n")}
</ul>
${later ? `<p>Later: <a href="${later.url}">${later.data.title}</a></p>` : ""}
${earlier ? `<p>Earlier: <a href="${earlier.url}">${earlier.data.title}</a></p>` : ""}
</article>`,
  );
};
