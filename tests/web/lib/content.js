// What the writers wrote: settings, kinds, articles, entities and pages, read from content/ without the help of the
// generator.
//
// CONTENT_DIR names another folder. SITE_NOW is the time that the site was built for (default: the clock).

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const dir = resolve(process.env.CONTENT_DIR ?? fileURLToPath(new URL('../../../content', import.meta.url)));
const now = process.env.SITE_NOW ? new Date(process.env.SITE_NOW) : new Date();

// Every scalar stays text: 360 is the name of a company.
const yaml = (text) => parse(text, { schema: 'failsafe' }) ?? {};
const list = (value) => (value === undefined || value === '' ? [] : [value].flat());

export const settings = yaml(readFileSync(join(dir, 'site.yaml'), 'utf8'));

const standard = [
  { key: 'bloc', folder: 'blocs' },
  { key: 'model', folder: 'models' },
  { key: 'company', folder: 'companies' },
  { key: 'policy', folder: 'policies' },
  { key: 'sources', folder: 'sources' },
];

/** The kinds of entity: { key, folder }. The settings change the standard ones and add others. */
export const kinds = list(settings.kinds).reduce((kinds, { key, folder }) => {
  const before = kinds.find((kind) => kind.key === key);
  return [...kinds.filter((kind) => kind !== before), { key, folder: folder ?? before.folder }];
}, standard);

/** The published files of a folder: { source, slug, fields, body }. */
function documents(folder) {
  if (!existsSync(join(dir, folder))) return [];
  const sources = readdirSync(join(dir, folder), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .sort();
  return sources.map((name) => document(join(folder, name))).filter(({ fields }) => fields.draft !== 'true');
}

function document(source) {
  const text = readFileSync(join(dir, source), 'utf8');
  const [, front, body] = text.match(/^\uFEFF?---\r?\n([^]*?)\r?\n---[ \t]*(?:\r?\n([^]*))?$/) ?? [];
  assert(front !== undefined, `${source} has no front matter`);
  const stem = basename(source) === 'index.md' ? basename(dirname(source)) : basename(source, '.md');
  return { source, slug: stem, fields: yaml(front), body: body ?? '' };
}

/** { source, slug, fields, body, page, kind, names } for every entity that has a file. */
export const entities = kinds.flatMap((kind) =>
  documents(kind.folder).map((entity) => {
    const { name, title, aliases, names } = entity.fields;
    const all = [...list(name ?? title), ...list(aliases), ...Object.values(names ?? {})];
    return { ...entity, kind, names: all, page: `${kind.folder}/${entity.slug}/index.html` };
  }),
);

/** { source, slug, fields, body, page } for every article that is out at the time of the build. */
export const articles = documents('articles')
  .filter(({ fields }) => new Date(fields.date) <= now && !(new Date(fields.expires ?? '9999') <= now))
  .map((article) => {
    const slug = article.fields.slug ?? article.slug.replace(/^\d{4}-\d\d-\d\d-(?=.)/, '');
    return { ...article, slug, page: `articles/${slug}/index.html` };
  });

/** { source, slug, fields, body, page } for every plain page. */
export const plain = documents('pages').map((page) => ({ ...page, page: `${page.slug}/index.html` }));

const folded = (name) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** The entity that a word names, of one kind or of any: by slug, else by name or alias. */
export function entity(word, kind) {
  const [folder, slug] = word.split('/');
  const named = kinds.find((kind) => kind.folder === folder);
  if (slug && named) return entity(slug, named);
  const among = entities.filter((entity) => !kind || entity.kind === kind);
  return (
    among.find((entity) => entity.slug === folded(word)) ??
    among.find((entity) => entity.names.some((name) => folded(name) === folded(word))) ??
    among.find((entity) => entity.slug === folded(word).replaceAll('.', '-'))
  );
}

/** The words with which an article tags entities: [{ word, kind }]. */
export const tags = ({ fields }) => kinds.flatMap((kind) => list(fields[kind.key]).map((word) => ({ word, kind })));

/** The entities that a text names by [[...]], outside code and comments. */
export function named({ body }) {
  const prose = body
    .replace(/^(```+|~~~+)[^]*?^\1.*$/gm, '')
    .replace(/(`+)[^`][^]*?\1/g, '')
    .replace(/<!--[^]*?-->/g, '');
  const words = [...prose.matchAll(/(?<!\\)\[\[([^\][|#\\]+)[^\]]*\]\]/g)].map(([, word]) => word.trim());
  // [[a ¶3, ¶6]] names the source before its places.
  const source = (word) => entity(word.replace(/\s*(¶|§|pp?\.|para |sec |\d+:\d\d).*$/, ''));
  return new Set(words.map((word) => entity(word) ?? source(word)).filter(Boolean));
}
