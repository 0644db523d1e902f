// Reads the calendars of what is due back with a library for iCalendar: they have the sentences of the pages, the days that
// the writer gave, and nothing that a text broke off; and a host sends them as calendars.

import ICAL from 'ical.js';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'parse5';
import { headersOf } from './lib/headers.js';
import { none, run } from './lib/judge.js';
import { base, files as ours, read } from './lib/site.js';

const ADDRESS = 'https://example.org/sub/';
const EVIL = 'A; b, c \\\\ d \\"e\\" <b>&amp; 東京 שלום 🦀 and so on, so that the line has to be folded, and folded\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT';
const PLAIN = 'A; b, c \\ d "e" <b>&amp; 東京 שלום 🦀 and so on, so that the line has to be folded, and folded END:VEVENT BEGIN:VEVENT';

const SITE = {
  'site.yaml': `title: "Site ${EVIL}"\nbase_url: ${ADDRESS}\npublisher: {name: P}\ntypography: false\n`,
  'blocs/us.md': '---\nname: United States\nin_sentences: the US\n---\n',
  'models/fugu.md': '---\nname: Fugu\n---\n',
  'models/eel.md': '---\nname: Eel\n---\n',
  'policies/order.md': `---\nname: "Order ${EVIL}"\nin_force: 2027-06\nsource: a\n---\n`,
  'sources/a.md': `---\ntitle: "Source ${EVIL}"\nshort: A\n---\n`,
  'articles/2026-11-20-one.md': `---
title: "${EVIL}"
date: 2026-11-20
model: fugu
sources: a
access:
  - {id: opens, model: fugu, for: us, status: open, since: 2027-02-28, until: 2028-02, source: a, note: "${EVIL}"}
  - {id: shuts, model: eel, for: us, status: banned, by: order, since: 2027-03/.., source: a}
events:
  - {id: summit, what: "${EVIL}", when: 2027-12-30/2028-01-02, tags: fugu, source: a}
  - {id: today, what: A hearing, when: 2026-11-22, source: a}
---
Text.
`,
};

/** The days of each event of the calendar of all, by the beginning of its summary; both ends belong to them. */
const DAYS = [
  ['A hearing: on', '2026-11-22', '2026-11-22'],
  ['Fugu: open for the US; this begins on', '2027-02-28', '2027-02-28'],
  ['Eel: banned for the US, under', '2027-03-01', '2027-03-01'],
  ['Order A; b, c', '2027-06-01', '2027-06-30'],
  ['A; b, c', '2027-12-30', '2028-01-02'],
  ['Fugu: open for the US; this ends on', '2028-02-01', '2028-02-29'],
];

let root;
const output = () => join(root, 'public');
const build = (now) => {
  const args = ['--root', root, 'build', '--output', output(), '--now', now];
  const done = run(process.env.FISSURE, args, 'fissure');
  assert.equal(done.status, 0, done.stderr);
};

before(() => {
  root = mkdtempSync(join(tmpdir(), 'fissure-due-'));
  for (const [path, text] of Object.entries(SITE)) {
    mkdirSync(dirname(join(root, 'content', path)), { recursive: true });
    writeFileSync(join(root, 'content', path), text);
  }
});
after(() => rmSync(root, { recursive: true, force: true }));

const all = (node) => [node, ...(node.childNodes ?? []).flatMap(all)];
const inLine = (text) => text.replace(/[\p{Cc}\s\u00a0]+/gu, ' ').trim();

/** The sentences of a page of what is due, without their sources. */
function sentences(path) {
  const items = all(parse(readFileSync(join(output(), path), 'utf8'))).filter((node) => node.tagName === 'li');
  const isOfSources = (node) => node.attrs?.some(({ name, value }) => name === 'class' && value === 'origins');
  const text = (node) => (isOfSources(node) ? '' : (node.value ?? (node.childNodes ?? []).map(text).join('')));
  const first = (item) => item.childNodes.find((node) => node.tagName === 'p');
  const isDue = (item) => item.attrs.some(({ value }) => value === 'statement');
  return items.filter(isDue).map((item) => inLine(text(first(item))).replace(/\.$/, ''));
}

/** The events of a calendar, as a library reads them. */
function events(path) {
  const text = readFileSync(join(output(), path), 'utf8');
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
  assert(calendar.getFirstPropertyValue('prodid'), 'no PRODID');
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const last = event.endDate.clone();
    last.adjust(-1, 0, 0, 0);
    assert(event.startDate.isDate && event.endDate.isDate, 'a day, and no time of it');
    const of = (name) => component.getFirstPropertyValue(name);
    return { uid: event.uid, first: `${event.startDate}`, last: `${last}`, summary: event.summary, stamp: `${of('dtstamp')}`, url: of('url'), transp: of('transp'), about: event.description };
  });
}

const calendars = () => readdirSync(output(), { recursive: true }).filter((file) => file.endsWith('.ics'));

test('a calendar has the sentences of the page, on the days that the writer gave', () => {
  build('2026-11-22T12:00:00Z');
  const found = events('due.ics');
  assert.deepEqual(found.map(({ first, last }) => [first, last]), DAYS.map(([, first, last]) => [first, last]));
  DAYS.forEach(([start], n) => assert(found[n].summary.startsWith(start), `${found[n].summary}, not ${start}`));
  assert.deepEqual(found.map(({ summary }) => inLine(summary)), sentences('due/index.html'));
  assert(found[4].summary.startsWith(PLAIN.slice(0, 60)), found[4].summary);
});

test('each calendar is well formed, and each event has what it must have', () => {
  const problems = calendars().flatMap((file) => {
    const text = readFileSync(join(output(), file), 'utf8');
    const wrong = [];
    if (/(?<!\r)\n|\r(?!\n)/.test(text)) wrong.push('has a line end of another sort');
    if (text.split('\r\n').some((line) => Buffer.byteLength(line) > 75)) wrong.push('has a line that is too long');
    const found = events(file);
    if (new Set(found.map(({ uid }) => uid)).size !== found.length) wrong.push('has one UID twice');
    for (const { uid, stamp, url, transp } of found) {
      if (!/@example\.org$/.test(uid) || !/^\d{4}-\d\d-\d\dT00:00:00Z$/.test(stamp)) wrong.push(`${uid} ${stamp}`);
      if (!url.startsWith(ADDRESS) || transp !== 'TRANSPARENT') wrong.push(`${url} ${transp}`);
    }
    return wrong.map((problem) => `${file} ${problem}`);
  });
  none(problems, 'calendars', calendars().length);
});

test('an entity has a calendar of its own, to which its page leads', () => {
  assert.deepEqual(calendars().sort(), ['blocs/us/due.ics', 'due.ics', 'models/eel/due.ics', 'models/fugu/due.ics', 'policies/order/due.ics']);
  assert.deepEqual(events('models/fugu/due.ics').map(({ first }) => first), ['2027-02-28', '2027-12-30', '2028-02-01']);
  const page = readFileSync(join(output(), 'models/fugu/index.html'), 'utf8');
  assert(page.includes('href="/sub/models/fugu/due.ics"'), 'the page has no link to it');
});

test('the next day, what has passed is gone', () => {
  build('2026-11-23T00:00:00Z');
  assert.equal(events('due.ics').length, DAYS.length - 1);
  assert.equal(sentences('due/index.html').length, DAYS.length - 1);
  build('2029-01-01T00:00:00Z');
  assert.deepEqual(calendars(), []);
  assert(readFileSync(join(output(), 'due/index.html'), 'utf8').includes('No source names a day that is still to come.'));
});

test('a host sends a calendar as one', () => {
  assert.match(headersOf(`${base.pathname}models/fugu/due.ics`)['content-type'] ?? '', /^text\/calendar/);
  const problems = ours.filter((file) => file.endsWith('.ics')).filter((file) => !ICAL.parse(read(file)));
  assert.deepEqual(problems, []);
});
