// Judges the description of the data by tools of others, which load it as those who reckon with it do: frictionless reads the
// Data Package, csvw the CSV on the Web, PyLD and jsonld the JSON-LD. Once for this repository's own site, and once for one in
// which the tables are fuller. Nothing asks the network.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { none, run } from './lib/judge.js';
import { addressOf, dir, elements } from './lib/site.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = here('./python/env/bin/python');

/** The made-up site of the tests of facts, with the real theme and identifiers of every sort. */
function fuller() {
  const root = mkdtempSync(join(tmpdir(), 'fissure-data-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  cpSync(here('../sites/facts/content'), join(root, 'content'), { recursive: true });
  const set = (file, fields) => {
    const [, front, body] = /^---\n(.*?)^---\n(.*)$/ms.exec(readFileSync(join(root, file), 'utf8'));
    const document = parseDocument(front);
    for (const [key, value] of Object.entries(fields)) document.set(key, value);
    writeFileSync(join(root, file), `---\n${document}---\n${body}`);
  };
  set('content/companies/umi.md', { aliases: ['=Umi', 'Umi; the company', "'Umi"], same_as: ['Q42', '5493001KJTIIGC8Y1R12', 'https://umi.example/a?b#c'] });
  set('content/policies/the-ban.md', { type: 'regulation', instrument: 'regulation', in_force: '2026-05/2026-07', same_as: ['32024R1689', 'eli/reg/2024/1689/oj'] });
  set('content/sources/order.md', { url: 'https://press.example/order', accessed: '2026-06', published: '2026-06~' });
  set('content/models/cod.md', { superseded_by: 'bee', family: 'Fish' });
  const output = join(root, 'public');
  execFileSync(process.env.FISSURE, ['--root', root, 'build', '--now', process.env.SITE_NOW, '--output', output], { stdio: 'pipe' });
  return { data: join(output, 'data'), address: 'https://example.org/data/' };
}

const sites = { 'of this site': { data: join(dir, 'data'), address: addressOf('data/index.html').href }, 'of a fuller site': fuller() };
const jsonOf = (site, file) => JSON.parse(readFileSync(join(site.data, file), 'utf8'));

/** What programs in Python find. */
function judged(site) {
  const done = run(python, [here('./python/judge.py'), site.data, site.address], 'python3-venv');
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout.trim().split('\n').at(-1));
}

const DATE = 'http://www.w3.org/2001/XMLSchema#date';
const EDTF = 'http://id.loc.gov/datatypes/edtf';

for (const [whose, site] of Object.entries(sites)) {
  const found = judged(site);
  const { resources, licenses } = jsonOf(site, 'datapackage.json');

  test(`frictionless takes the data package ${whose}`, (t) => {
    none(found.package.errors, 'rows', found.package.rows);
    none(found.package.tables === resources.length ? [] : [`${found.package.tables} of ${resources.length} tables`], 'tables', resources.length);
    none(licenses[0].name === 'CC-BY-4.0' && licenses[0].path.startsWith('https:') ? [] : ['no licence'], 'licences', licenses.length);
    t.diagnostic(`frictionless: ${found.package.tables} tables, ${found.package.rows} rows, valid`);
  });

  test(`csvw takes the metadata ${whose}`, (t) => {
    none(found.csvw.errors, 'rows', found.csvw.rows);
    none(found.csvw.rows === found.package.rows ? [] : [`${found.csvw.rows} rows, not ${found.package.rows}`], 'tables', found.csvw.tables);
    t.diagnostic(`csvw: ${found.csvw.tables} tables, ${found.csvw.rows} rows, valid`);
  });

  test(`PyLD finds a name for everything ${whose}, and typed days`, (t) => {
    none(found.jsonld.errors, 'subjects', found.jsonld.subjects);
    none([DATE, EDTF].filter((type) => !found.jsonld.types[type]).map((type) => `no ${type}`), 'tables', found.jsonld.tables);
    t.diagnostic(`PyLD: ${found.jsonld.subjects} subjects, none blank, ${found.jsonld.types[DATE]} days, ${found.jsonld.types[EDTF]} times in EDTF`);
  });

  test(`the download ${whose} has the files of the site`, () => {
    const wanted = ['README.txt', 'datapackage.json', 'csv-metadata.json', ...resources.map(({ path }) => path)];
    const missing = wanted.filter((file) => !found.download.files.includes(file)).map((file) => `no ${file}`);
    none([...missing, ...found.download.errors], 'files', found.download.files.length);
  });

  test(`JSON and JSON-LD ${whose} have values of the types that are described`, async () => {
    const wrong = [];
    let values = 0;
    const documentLoader = (url) => Promise.reject(new Error(`${url} is asked for, and nothing may be`));
    for (const { name, schema } of resources) {
      const { rows, licence, version, as_of: asOf } = jsonOf(site, `${name}.json`);
      if (!licence?.url || !version || asOf === undefined) wrong.push(`${name}.json says too little of itself`);
      const [set] = await jsonld.expand(jsonOf(site, `${name}.jsonld`), { base: site.address, documentLoader });
      const parts = set['https://schema.org/hasPart'] ?? [];
      if (!set['https://schema.org/license'][0]['@id']) wrong.push(`${name}.jsonld: the licence is no address`);
      rows.forEach((row, n) => {
        for (const { name: column, type, comment, rdfType } of schema.fields) {
          const value = row[column];
          const linked = (parts[n][rdfType] ?? []).map((one) => ({ type: one['@type'], value: one['@value'] }));
          const fits = {
            list: () => Array.isArray(value),
            boolean: () => typeof value === 'boolean' && linked[0].value === value,
            integer: () => Number.isInteger(value) && linked[0].value === value,
            date: () => value === null || (/^-?\d{4,6}-\d\d-\d\d$/.test(value) && linked[0].type === DATE),
            string: () => value === null || (typeof value === 'string' && value !== '' && (!comment || linked[0].type === EDTF)),
          }[type];
          values += 1;
          if (!fits()) wrong.push(`${name}, row ${n + 1}: ${column} is no ${type}: ${JSON.stringify(value)}, ${JSON.stringify(linked)}`);
        }
      });
    }
    none(wrong, 'values', values);
  });
}

test('every word of the vocabulary leads to its meaning on the page of the data', () => {
  const ids = new Set(elements('data/index.html').map(({ attributes }) => attributes.id));
  const site = sites['of this site'];
  const { resources } = jsonOf(site, 'datapackage.json');
  const words = resources.flatMap(({ name, schema }) => {
    const [row] = jsonOf(site, `${name}.jsonld`).hasPart;
    const context = jsonOf(site, `${name}.jsonld`)['@context'];
    return [...schema.fields.map(({ rdfType }) => rdfType), ...(row ? [context[row['@type']]] : [])];
  });
  const own = words.filter((word) => word.startsWith(site.address));
  none(own.filter((word) => !ids.has(decodeURIComponent(word.split('#')[1]))), 'words', own.length);
});
