// Judges the data files: whatever a page says stands in them and nothing else, and they load in the tools of those who
// reckon with them, a CSV reader and a JSON-LD processor.

import { parse } from 'csv-parse/sync';
import jsonld from 'jsonld';
import { test } from 'node:test';
import { none } from './lib/judge.js';
import { addressOf, base, elements, fileAt, isOwn, pages, read, textOf, within } from './lib/site.js';

const TABLES = ['entities', 'articles', 'access', 'matrix', 'events', 'relations', 'claims', 'disputes', 'positions', 'sources'];
const whole = (name) => JSON.parse(read(`data/${name}.json`));
const json = (name) => whole(name).rows;

/** What stands between the items of a list in CSV, by table and column. */
const between = new Map(
  whole('datapackage').resources.flatMap(({ name, schema }) => schema.fields.map((field) => [`${name}.${field.name}`, field.delimiter])),
);

/** A value of a JSON row as CSV has it. What a spreadsheet would run has an apostrophe before it. */
function flat(value, column) {
  const text = Array.isArray(value) ? value.join(between.get(column)) : String(value ?? '');
  return /^[=+\-@\t\r＝＋－＠']/.test(text) ? `'${text}` : text;
}

const hasClass = ({ attributes }, name) => (attributes.class ?? '').split(' ').includes(name);

test('CSV and JSON have the same rows', () => {
  const wrong = [];
  let rows = 0;
  for (const table of TABLES) {
    const records = parse(read(`data/${table}.csv`), { columns: true, record_delimiter: '\r\n' });
    const objects = json(table);
    rows += objects.length;
    if (records.length !== objects.length) wrong.push(`${table}: ${records.length} and ${objects.length} rows`);
    objects.forEach((object, n) => {
      for (const [column, value] of Object.entries(object)) {
        if (records[n]?.[column] !== flat(value, `${table}.${column}`)) wrong.push(`${table}, row ${n + 1}: ${column} differs`);
      }
    });
  }
  none(wrong, 'rows', rows);
});

test('JSON-LD expands to the same rows, and names what has a page by its address', async () => {
  const wrong = [];
  let rows = 0;
  const documentLoader = (url) => Promise.reject(new Error(`${url} is asked for, and nothing may be`));
  for (const table of TABLES) {
    const [set] = await jsonld.expand(JSON.parse(read(`data/${table}.jsonld`)), { documentLoader });
    const parts = set['https://schema.org/hasPart'] ?? [];
    const objects = json(table);
    rows += parts.length;
    if (parts.length !== objects.length) wrong.push(`${table}: ${parts.length} and ${objects.length} rows`);
    if (!set['https://schema.org/license']) wrong.push(`${table}: no licence`);
    const lost = objects.flatMap((object, n) =>
      Object.entries(object).flatMap(([column, value]) => {
        const empty = value === null || (Array.isArray(value) && value.length === 0);
        const key = Object.keys(parts[n] ?? {}).find((key) => key.endsWith(`#${table}.${column}`) || (column === 'url' && key === '@id') || (column === 'same_as' && key.endsWith('/sameAs')));
        return empty || key ? [] : [`${table}, row ${n + 1}: ${column} is lost`];
      }),
    );
    wrong.push(...lost);
    for (const id of parts.flatMap((part) => Object.values(part).flat().map((value) => value['@id'])).filter(Boolean)) {
      const url = new URL(id, addressOf('index.html'));
      if (isOwn(url) && !fileAt(url)) wrong.push(`${table}: ${id} leads nowhere`);
    }
  }
  none(wrong, 'rows', rows);
});

/** Text as it was written, without the curls that typography gives to its quotation marks. */
const straight = (text) => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');

const linkedSources = (element) =>
  new Set(within(element).map(({ attributes }) => /\/sources\/([^/]+)\/(?:#.*)?$/.exec(attributes.href ?? '')?.[1]).filter(Boolean));

/**
 * The statements on the page of an article, by their ids: text, and the sources that they link. What several sources say is
 * printed once, with a line for each of them, which has the id.
 */
function statementsOn(file) {
  const found = new Map();
  const add = (line, statement) => {
    const { id } = line.attributes;
    if (id) found.set(id, { text: straight(textOf(statement)), sources: linkedSources(line) });
  };
  for (const element of elements(file).filter((element) => hasClass(element, 'statement'))) {
    add(element, element);
    for (const list of within(element).filter((inner) => hasClass(inner, 'said-by'))) {
      within(list).forEach((line) => add(line, element));
    }
  }
  return found;
}

test('the tables hold every statement of the articles, and no other', () => {
  const wrong = [];
  const onPages = new Map();
  for (const file of pages.filter((page) => /^articles\/(?!page\/)[^/]+\/index\.html$/.test(page))) {
    onPages.set(file.split('/')[1], statementsOn(file));
  }
  const names = new Map(json('entities').map(({ id, name }) => [id, name]));
  const nameOf = (slug, kinds) => kinds.map((kind) => names.get(`${kind}/${slug}`)).find(Boolean);
  let rows = 0;
  const listed = new Map();
  const list = (id) => {
    const [article, anchor] = id.split('#');
    listed.set(article, (listed.get(article) ?? new Set()).add(anchor));
    return onPages.get(article)?.get(anchor);
  };
  for (const row of json('relations')) {
    for (const id of row.statements) if (!list(id)) wrong.push(`${id}, of relations: not on the page`);
  }
  for (const table of ['access', 'events', 'claims']) {
    for (const row of json(table)) {
      rows += 1;
      const at = `${row.statement}, of ${table}`;
      const statement = list(row.statement);
      if (!statement || row.statement.split('#')[0] !== row.article) {
        wrong.push(`${at}: not on the page`);
        continue;
      }
      const words = {
        access: () => [row.status.replaceAll('-', ' '), ...row.model.map((slug) => nameOf(slug, ['model'])), ...row.for.map((slug) => nameOf(slug, ['bloc']))],
        events: () => [row.what],
        claims: () => [row.says, ...(row.quote ? [row.quote] : [])],
      }[table]();
      for (const word of words) if (!statement.text.includes(straight(word))) wrong.push(`${at}: the page does not say "${word}"`);
      for (const place of row.places) if (!statement.text.includes(place.split(' ').at(-1))) wrong.push(`${at}: the page does not name ${place}`);
      for (const source of row.sources) if (!statement.sources.has(source)) wrong.push(`${at}: the page does not link ${source}`);
    }
  }
  for (const [article, statements] of onPages) {
    for (const id of statements.keys()) {
      if (!listed.get(article)?.has(id)) wrong.push(`${article}#${id}: on the page, and in no table`);
    }
  }
  none(wrong, 'statements', rows);
});

/** What pages say where the data has a mark. */
const MARKS = {
  possible: 'may not have begun',
  inferred: 'inferred by us',
  'scope-not-stated': 'for whom is not stated',
  stale: 'not confirmed recently',
  'rule-differs': 'the rule says',
};

test('the matrix of the data is that of the page, and each cell has a page that says the same', () => {
  const cells = whole('matrix').today;
  const wrong = [];
  const links = elements('matrix/index.html').map(({ attributes }) => attributes.href ?? '');
  for (const cell of cells) {
    const at = `matrix/${cell.model}/${cell.bloc}/`;
    const page = elements(`${at}index.html`);
    const verdict = page.find((element) => hasClass(element, 'cell-verdict'));
    if (!verdict || textOf(verdict) !== cell.status.replaceAll('-', ' ')) wrong.push(`${at}: not ${cell.status}`);
    const linked = page.map(({ attributes }) => /\/sources\/([^/]+)\/(?:#.*)?$/.exec(attributes.href ?? '')?.[1]);
    for (const source of cell.sources) if (!linked.includes(source)) wrong.push(`${at}: does not link ${source}`);
    const reasons = page.find((element) => hasClass(element, 'cell-reasons'));
    for (const mark of cell.marks) if (!textOf(reasons).includes(MARKS[mark])) wrong.push(`${at}: no mark ${mark}`);
    const isLinked = links.some((link) => link.endsWith(`/${at}`));
    const isInFamily = page.some(({ attributes }) => links.some((link) => link.startsWith(base.pathname) && link === attributes.href));
    if (!isLinked && !isInFamily) wrong.push(`${at}: the matrix leads neither to it nor to one of its family`);
  }
  none(wrong, 'cells', cells.length);
});

test('the last row of each cell is the cell of today', () => {
  const last = new Map(json('matrix').map((row) => [`${row.model}/${row.bloc}`, row]));
  const { today } = whole('matrix');
  const wrong = today.flatMap(({ model, bloc, status, layer, since, by, sources, marks }) => {
    const row = last.get(`${model}/${bloc}`);
    if (!row) return status === 'unknown' ? [] : [`${model} in ${bloc}: no row`];
    const is = [row.status, row.layer, row.since, row.by.join(), row.sources.join(), row.possible, row.stale, row.inferred].join();
    const marked = (mark) => marks.includes(mark);
    const wanted = [status, layer, since, by.join(), sources.join(), marked('possible'), marked('stale'), marked('inferred')].join();
    return is === wanted ? [] : [`${model} in ${bloc}: ${is}, not ${wanted}`];
  });
  none(wrong, 'cells', today.length);
});

test('a disputed cell has the sources of all positions, and so has its dispute', () => {
  const positions = json('positions');
  // A status is printed without its hyphen.
  const plain = (text) => straight(text).replaceAll('-', ' ');
  const wrong = json('disputes').flatMap(({ slug, cells, open, sources, statements }) => {
    const own = positions.filter(({ dispute }) => dispute === slug);
    const all = new Set(own.flatMap((position) => position.sources));
    const missing = [...all].filter((source) => !sources.includes(source)).map((source) => `${slug}: ${source} is missing`);
    const page = elements(`disputes/${slug}/index.html`);
    const silent = own.filter(({ answer }) => !page.some((element) => plain(textOf(element)).includes(plain(answer))));
    const unsaid = silent.map(({ answer }) => `${slug}: the page does not say "${answer}"`);
    const inCells = json('matrix').filter((row) => open && row.disputed && cells.includes(`${row.model}/${row.bloc}`));
    const left = inCells.flatMap((row) => [...all].filter((source) => !row.sources.includes(source)).map((source) => `${row.id}: no ${source}`));
    const dead = statements.filter((id) => !fileAt(new URL(`articles/${id.split('#')[0]}/`, base)));
    return [...missing, ...unsaid, ...left, ...dead.map((id) => `${slug}: no statement ${id}`)];
  });
  none(wrong, 'disputes', json('disputes').length);
});

test('the graph and the table of relations are the sentences of the map', () => {
  const relations = json('relations');
  const { nodes, edges } = whole('graph');
  const names = new Map(json('entities').map(({ id, name }) => [id, name]));
  // Relations that differ in their object alone are one sentence.
  const shown = elements('map/index.html').filter((element) => hasClass(element, 'relation')).map(textOf).map(straight);
  const known = new Set(nodes.map(({ id }) => id));
  const wrong = shown.length > 0 && shown.length <= relations.length ? [] : [`${shown.length} sentences, ${relations.length} rows`];
  for (const { from, rel, to } of edges) {
    const isSaid = shown.some((sentence) => sentence.startsWith(names.get(from)) && sentence.includes(names.get(to)));
    if (!isSaid) wrong.push(`no sentence on the map says: ${from} ${rel} ${to}`);
  }
  const both = relations.filter(({ to }) => to !== null).length;
  if (edges.length !== both) wrong.push(`${edges.length} edges, ${both} relations with two ends`);
  for (const { from, to } of edges) for (const end of [from, to]) if (!known.has(end)) wrong.push(`no node ${end}`);
  none(wrong, 'relations', relations.length);
});

test('whoever is entered twice with different answers is a dispute, and no conflict is left out', () => {
  // The conflicts that the first edition has to show; see content/disputes and the claims of its articles.
  const wanted = ['who-lost-mythos-and-fable-5', 'ren-ito-formerly-at', 'fugu-kind', 'asian-revenue'];
  const there = pages.filter((page) => page.startsWith('disputes/')).map((page) => page.split('/')[1]);
  const missing = wanted.filter((slug) => !there.includes(slug)).map((slug) => `no dispute ${slug}`);
  const sourcesOf = (slug) => elements(`disputes/${slug}/index.html`).map(({ attributes }) => /\/sources\/([^/]+)\/(?:#.*)?$/.exec(attributes.href ?? '')?.[1]).filter(Boolean);
  const oneSided = wanted.filter((slug) => there.includes(slug) && new Set(sourcesOf(slug)).size < 2);
  none([...missing, ...oneSided.map((slug) => `${slug} names one source`)], 'disputes', wanted.length);
});
