// Search in the browser: shows what is called as the query says, then the articles with its words.
//
// Asks for nothing but files of this site: /search/start.json with all names, one file for each word of the query, and
// what it shows of an article. What these files hold is written down in src/search.rs. Without this script the page has
// all names from A to Z.

// The build puts a group of templates/strings.yaml here.
const strings = /* strings: search_script */ {};

/** A text of the interface with its holes filled, for a number in the form that goes with it. */
const say = (key, holes = {}) => {
  const text = strings[key] ?? key;
  const form = text.other ? text[new Intl.PluralRules(document.documentElement.lang).select(holes.count)] ?? text.other : text;
  return form.replace(/\{(\w+)\}/g, (hole, name) => holes[name] ?? hole);
};

const place = document.querySelector('.search');
const [field, status, list, more] = ['query', 'found', 'results', 'more'].map((id) => document.getElementById(id));
const facets = ['kind', 'bloc', 'year'].map((id) => document.getElementById(id));
const PAGE = 10;
// More words than these tell no articles apart.
const MOST_WORDS = 32;
const LONGEST_ADDRESS = 2000;
// Days as the pages print them: the day before the month.
const locale = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang;
const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });

// --- Words: as in src/search/words.rs ---

const LETTERS = { ø: 'o', ł: 'l', đ: 'd', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', ς: 'σ' };
const UNSEEN = /[\p{Default_Ignorable_Code_Point}™℠]/gu;
const APOSTROPHES = /[’‘‛ʼʻ′´ꞌ]/g;
const MARKS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
const LONGEST = 64;
const DENSE =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const RUN =
  /[\p{Alphabetic}\p{N}](?:[\p{Alphabetic}\p{N}\p{M}]|(?<=[0-9])[.^](?=[0-9])|(?<=[\p{Alphabetic}\p{M}])'(?=\p{Alphabetic}))*/gu;
const PIECE = new RegExp(`${DENSE.source}+|(?:(?!${DENSE.source}).)+`, 'gu');

export function folded(text) {
  const seen = text.replace(UNSEEN, '').replace(APOSTROPHES, "'");
  const raised = seen.replace(/(?<=[0-9])(?=[⁰¹²³⁴-⁹])/g, '^').replace(/(?<=\p{Alphabetic})\^(?=[0-9])/gu, '');
  const bare = raised.normalize('NFKD').toLowerCase().replace(MARKS, '');
  return bare.normalize('NFC').replace(/[øłđıßæœς]/g, (letter) => LETTERS[letter]);
}

/** The words of a text that was folded, in order. */
export function words(text) {
  const found = [];
  for (const piece of (text.match(RUN) ?? []).flatMap((run) => run.match(PIECE))) {
    if (DENSE.test(piece)) {
      const letters = [...piece];
      letters.forEach((letter, n) => found.push(letter + (letters[n + 1] ?? '')));
    } else {
      const parts = piece.split("'").filter(Boolean).filter((part, n) => n === 0 || part !== 's');
      found.push(...parts.map((part) => [...part].slice(0, LONGEST).join('')));
    }
  }
  return found;
}

/** The words to look for. A script without spaces is looked for by pairs, and by one character only where it stands alone. */
function wordsOfQuery(text) {
  const isEndOf = (pair, word) => DENSE.test(word) && pair !== word && pair?.endsWith(word);
  return words(text).filter((word, n, all) => !isEndOf(all[n - 1], word)).slice(0, MOST_WORDS);
}

/** Whether two words are the same but for so many slips: a letter too many, too few, another one, or two exchanged. */
function isNear(one, other, slips) {
  if (Math.abs(one.length - other.length) > slips) return false;
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > slips) return false;
    [before, last] = [last, row];
  }
  return last[other.length] <= slips;
}

const slipsIn = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

// --- Files ---

const files = new Map();

/** A file of the index. It never changes under its name, but for the first. */
function file(name, options) {
  if (!files.has(name)) {
    const answer = fetch(`${place.dataset.root}search/${name}`, options).then((response) => {
      if (!response.ok) throw new Error(`${response.status}: ${name}`);
      return name.endsWith('.json') ? response.json() : response.text();
    });
    files.set(name, answer);
    answer.catch(() => files.delete(name));
  }
  return files.get(name);
}

const DIGITS = 47;

/** The numbers of a text, see src/search/shards.rs. */
function* numbers(text, from = 0) {
  for (let at = from, number = 0, unit = 1; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 33;
    number += (digit % DIGITS) * unit;
    unit *= DIGITS;
    if (digit < DIGITS) {
      yield number;
      [number, unit] = [0, 1];
    }
  }
}

/** All that every query needs. */
async function begin(options) {
  const start = await file('start.json', options);
  const named = ([name, address, kind, bloc, articles, others, slips]) => {
    const names = [name, ...others, ...slips].map(nameOf);
    return { title: name, address, kind: start.kinds[kind], blocs: bloc === null ? [] : [bloc], articles, names, others };
  };
  const page = ([title, address, kind]) => ({ title, address, kind, blocs: [], articles: 0, names: [nameOf(title)] });
  const things = [...start.entities.map(named), ...start.pages.map(page)].map((thing, n) => ({ ...thing, n }));
  const texts = places(numbers(start.texts)).map((n) => things[n]);
  things.push(...cellsOf(start.cells, things));
  // Texts are numbered: those of things first, then the articles.
  return { ...start, things, texts, all: texts.length + start.articles };
}

/** A cell of the matrix is found by a name of its model with one of its bloc. */
function cellsOf({ columns, rows, words: statuses }, things) {
  const slug = ({ address }) => address.split('/').at(-2);
  const wordsOf = ({ names }) => names.flatMap(({ words }) => words);
  return rows.flatMap(([of, row]) =>
    columns.map(([column, called], n) => {
      const [model, bloc] = [things[of], things[column]];
      const title = say('cell', { model: model.title, bloc: called ?? bloc.title });
      return {
        title,
        address: `/matrix/${slug(model)}/${slug(bloc)}/`,
        kind: say('kind_cell'),
        blocs: bloc.blocs,
        articles: 0,
        names: [nameOf(title), ...bloc.names.map(({ whole }) => nameOf(`${model.title} ${whole}`))],
        both: [wordsOf(model), wordsOf(bloc)],
        summary: statuses[row[n]],
      };
    }),
  );
}

function nameOf(name) {
  const whole = folded(name);
  return { whole, squeezed: whole.replace(/[\s.\p{Pd}_]/gu, ''), words: words(whole) };
}

// --- Names ---

/** How well a thing is called so: more than 0 if it is. */
function calledSo(thing, query) {
  return Math.max(...thing.names.map((name) => fits(name, query))) + Math.log2(1 + thing.articles) / 4;
}

function fits({ whole, squeezed, words }, query) {
  if (whole === query.whole) return 100;
  if (squeezed === query.squeezed) return 95;
  if (whole.startsWith(query.whole)) return 80;
  if (DENSE.test(query.whole)) return whole.includes(query.whole) ? 60 : -99;
  const best = (word) => Math.max(...words.map((own) => likeness(own, word)));
  const each = query.words.map(best);
  const sum = each.reduce((all, one) => all + one, 0);
  if (Math.min(...each) > 0) return 20 + (40 * sum) / (3 * Math.max(words.length, each.length));
  if (squeezed.length > 4 && isNear(squeezed, query.squeezed, slipsIn(squeezed))) return 20;
  // The name is a part of the query.
  return words.length > 0 && words.every((own) => query.words.includes(own)) ? 10 : -99;
}

function likeness(own, word) {
  if (own === word) return 3;
  if (own.startsWith(word)) return 2;
  return isNear(own, word, slipsIn(word)) ? 1 : 0;
}

function namesFor(query, start, isWanted) {
  const found = [];
  const isNamed = (words) => query.words.some((word) => words.some((own) => likeness(own, word) > 1));
  for (const thing of start.things.filter((thing) => isWanted(thing) && (thing.both ?? []).every(isNamed))) {
    const score = calledSo(thing, query);
    if (score > 0) found.push({ thing, score });
  }
  found.sort((a, b) => b.score - a.score);
  // Slips are thought of where nothing is called so, and a name within the query does not push everything else down.
  const least = found[0]?.score > 60 ? 30 : found[0]?.score > 30 ? 15 : 0;
  const few = found.filter(({ score }) => score > least);
  // Several words that are no name are looked for in texts.
  const best = found[0]?.score;
  return few.slice(0, best < 20 ? 2 : best < 60 && query.words.length > 1 ? 3 : 6).map(({ thing }) => thing);
}

// --- Texts ---

/** Whether one text comes before another in the order of their characters, which is that of the index. */
function isBefore(one, other) {
  const [a, b] = [[...one], [...other]];
  const n = a.findIndex((letter, n) => letter !== b[n]);
  return n === -1 ? a.length < b.length : b[n] !== undefined && a[n].codePointAt(0) < b[n].codePointAt(0);
}

/** The texts of the files that have a word, or words that begin with it. */
function filesOf(word, start, isOpen) {
  let [low, high] = [0, start.words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(word, start.words[middle])) high = middle;
    else low = middle + 1;
  }
  let last = low;
  const most = isOpen && word.length > 2 ? low + 2 : low;
  while (last < most && start.words[last]?.startsWith(word)) last++;
  const width = start.files.length / start.words.length;
  const name = (n) => start.files.slice(n * width, (n + 1) * width);
  const wanted = Array.from({ length: last - Math.max(low - 1, 0) }, (_, n) => Math.max(low - 1, 0) + n);
  return Promise.all(wanted.map((n) => file(`${name(n)}.txt`)));
}

/** The lines of a word, each with how much it counts: its own, those that it begins, or those that are nearly it. */
function linesOf(word, texts, isOpen) {
  const found = [];
  const all = `\n${texts.join('')}`;
  const lineAt = (at) => all.slice(at + 1, all.indexOf('\n', at + 1));
  const own = all.indexOf(`\n${word}\t`);
  if (own >= 0) found.push([lineAt(own), 1]);
  // A common word says next to nothing, and less what begins with it.
  const isCommon = found.some(([line]) => line.startsWith('*', word.length + 1));
  if (isOpen && !isCommon && (word.length > 1 || DENSE.test(word))) {
    for (let at = all.indexOf(`\n${word}`); at >= 0 && found.length < 100; at = all.indexOf(`\n${word}`, at + 1)) {
      if (at !== own) found.push([lineAt(at), own < 0 ? 0.7 : 0.25]);
    }
  }
  if (found.length === 0 && word.length > 3) {
    for (const line of all.split('\n')) {
      if (isNear(line.slice(0, line.indexOf('\t')), word, 1)) found.push([line, 0.5]);
    }
  }
  return found;
}

/** The articles of a list, each of which is written as the step from the one before. */
const places = (steps, place = 0) => [...steps].map((step) => (place += step));

/**
 * What a word says of each text, and how much it says at all. A word that most texts have tells nothing: then `newest`
 * has what it says of the newest of them, for a query that has no other words.
 */
function weigh(lines, start) {
  const weights = new Float32Array(start.all);
  let [rarity, most, newest] = [0, Infinity, null];
  const say = (texts, weight, of) => {
    for (const text of texts) of[text] = Math.max(of[text], weight);
  };
  for (const [line, counts] of lines) {
    const parts = line.split('\t').slice(1);
    const [common, ...steps] = parts[0].startsWith('*') ? numbers(parts.shift(), 1) : [0];
    const lists = parts.map((part) => [2 ** ((part.charCodeAt(0) - 48) / 2), places(numbers(part, 1))]);
    const of = common || lists.reduce((sum, [, texts]) => sum + texts.length, 0);
    // What begins with a word says no more than the word itself, and does not make it a common one.
    const isOwn = most === Infinity;
    const rare = Math.min(most, Math.log(1 + (start.all - of + 0.5) / (of + 0.5)));
    if (counts === 1) most = rare;
    rarity = Math.max(rarity, rare * counts);
    for (const [level, texts] of lists) say(texts, level * rare * counts, weights);
    if (common && isOwn) {
      newest ??= new Float32Array(start.all);
      say(places(steps), rare * counts, newest);
    }
  }
  return { weights, rarity, newest };
}

/** The texts that have the words of a query, the best first, and whether these are but the newest of too many. */
async function textsFor(query, start, isWanted) {
  const last = query.words.length - 1;
  const wanted = [...new Set(query.words)];
  const weighed = await Promise.all(
    wanted.map(async (word) => {
      const isOpen = word === query.words[last] && !query.whole.endsWith(' ');
      return weigh(linesOf(word, await filesOf(word, start, isOpen), isOpen), start);
    }),
  );
  const areCommon = weighed.every(({ newest }) => newest);
  // A word that stands nowhere has nothing to say, but it was asked for; a common one among others is not.
  const rarest = Math.max(...weighed.map(({ rarity }) => rarity), 1);
  const all = weighed.map(({ weights, rarity, newest }) => {
    if (areCommon) return { weights: weights.map((weight, n) => Math.max(weight, newest[n])), has: rarity, asks: rarity };
    return newest ? { weights, has: 0, asks: 0 } : { weights, has: rarity, asks: rarity || rarest };
  });
  const asked = all.reduce((sum, { asks }) => sum + asks, 0);
  const found = [];
  for (let text = 0; text < start.all; text++) {
    let [score, has] = [0, 0];
    for (const of of all) {
      score += of.weights[text];
      if (of.weights[text] > 0) has += of.has;
    }
    const share = has / asked;
    // What has all words comes first; of two that fit as well, the newer one.
    if (share > 0.5 && isWanted(text)) found.push([text, score * share ** 6 * (1 + text / start.all / 20)]);
  }
  return { found: found.sort(([, a], [, b]) => b - a).map(([text]) => text), areCommon };
}

/** What is to be shown of some articles, and for facets the blocs of all. */
async function lists(start) {
  const [names, sets, of, about] = (await file(`articles-${start.list}.txt`)).split('\n');
  const known = JSON.parse(sets);
  return { names, about, blocs: [...numbers(of)].map((set) => known[set]) };
}

/** A thing with its first sentences, which stand in files after those of the articles. */
async function described(thing, start, { names, about }) {
  if (thing.n === undefined) return thing;
  const n = Math.floor(thing.n / start.names);
  const block = await file(`${names.length / 4 + n}-${about.slice(4 * n, 4 * n + 4)}.json`);
  return { ...thing, summary: block[thing.n % start.names] };
}

async function shown(text, start, { names, about, blocs }) {
  const article = text - start.texts.length;
  if (article < 0) return described(start.texts[text], start, { names, about });
  const n = Math.floor(article / start.block);
  const block = await file(`${n}-${names.slice(4 * n, 4 * n + 4)}.json`);
  const [title, address, date, summary, note, lang] = block[article % start.block];
  return { title, address, date, summary, kind: note || say('article'), lang, blocs: blocs[article] };
}

// --- What is seen ---

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const LETTER = '[\\p{Alphabetic}\\p{M}\\p{N}\\p{Default_Ignorable_Code_Point}]';
const PIECES = new RegExp(`(${LETTER}+(?:[.^'’]${LETTER}+)*)`, 'u');

/** A text in which the words of a query are marked. */
function marked(text, query) {
  const runs = query.whole.match(new RegExp(`${DENSE.source}+`, 'gu')) ?? [];
  const isMeant = (word) => {
    const own = words(folded(word));
    return own.some((own) => query.words.some((word) => !DENSE.test(word) && (own === word || (word.length > 2 && own.startsWith(word)))));
  };
  const pieces = text.split(PIECES);
  return pieces.flatMap((piece, n) => {
    if (n % 2 === 0) return [piece];
    const run = runs.find((run) => piece.includes(run));
    if (!run) return [isMeant(piece) ? element('mark', {}, piece) : piece];
    const at = piece.indexOf(run);
    return [piece.slice(0, at), element('mark', {}, run), piece.slice(at + run.length)];
  });
}

function row({ title, address, kind, blocs, date, summary, lang, others, articles }, start, query) {
  const link = element('a', { href: place.dataset.root + address.slice(1), lang }, ...marked(title, query));
  const meta = element('p', { class: 'result-meta' }, element('span', {}, kind));
  for (const [name, hue] of blocs.map((bloc) => start.blocs[bloc])) {
    if (name !== title) meta.append(element('span', { class: `bloc${hue ? ` hue-${hue}` : ''}` }, name));
  }
  if (date) meta.append(element('time', { datetime: date }, days.format(new Date(date))));
  if (articles) meta.append(element('span', {}, counted('articles', articles)));
  const made = element('li', { class: 'result' }, element('h2', {}, link), meta);
  if (others?.length) made.append(element('p', { class: 'result-text' }, say('also'), ' ', ...marked(others.join(', '), query)));
  if (summary) made.append(element('p', { class: 'result-text', lang }, ...marked(summary, query)));
  return made;
}

const counted = (key, n) => say(key, { count: n === 1 ? n : n.toLocaleString(document.documentElement.lang) });

let telling;
/** Says what was found, once nothing more is typed: a screen reader reads it out. */
function tell(text) {
  clearTimeout(telling);
  telling = setTimeout(() => (status.textContent = text), 300);
}

let asked = 0;
let wanted = PAGE;

async function search(start) {
  const mine = ++asked;
  const whole = folded(field.value).trimStart().replace(/\s+/g, ' ');
  const query = { whole: whole.trim(), words: wordsOfQuery(whole), squeezed: nameOf(whole).squeezed };
  const [kind, bloc, year] = facets.map((facet) => facet.value);
  place.classList.toggle('has-query', query.words.length > 0);
  if (query.words.length === 0) {
    list.replaceChildren();
    more.hidden = true;
    return tell(query.whole && say('no_letters', { query: query.whole }));
  }
  const { blocs, ...known } = await lists(start);
  const isOf = (of) => bloc === '' || of.includes(Number(bloc));
  const isThing = (thing) => !year && (!kind || thing.kind === kind) && isOf(thing.blocs);
  const named = namesFor(query, start, isThing);
  const [from, to] = yearOf(year, start);
  const isArticle = (n) => (!kind || kind === say('kind_article')) && n >= from && n < to && isOf(blocs[n]);
  const things = start.texts.length;
  const isWanted = (n) => (n < things ? isThing(start.texts[n]) && !named.includes(start.texts[n]) : isArticle(n - things));
  const ends = whole.endsWith(' ') ? ' ' : '';
  const { found, areCommon } = await textsFor({ ...query, whole: query.whole + ends }, start, isWanted);
  const first = found.slice(0, wanted);
  const texts = await Promise.all(first.map((text) => shown(text, start, { ...known, blocs })));
  const names = await Promise.all(named.map((thing) => described(thing, start, known)));
  if (mine !== asked) return;
  list.replaceChildren(...[...names, ...texts].map((one) => row(one, start, query)));
  list.dataset.query = query.whole;
  more.hidden = found.length <= wanted;
  const articles = found.filter((n) => n >= things).length;
  const counts = [['names', named.length], ['articles', articles], ['pages', found.length - articles]].filter(([, n]) => n);
  const isNothing = counts.length === 0 && !areCommon;
  const parts = [
    isNothing && say('nothing', { query: field.value.trim() }),
    counts.length && say('found', { counts: counts.map(([key, n]) => counted(key, n)).join(', ') }),
    areCommon && say('common'),
  ];
  tell(parts.filter(Boolean).join(' '));
}

/** The first article of a year, and the first after it. */
function yearOf(year, start) {
  const n = start.years.findIndex(([other]) => String(other) === year);
  return n < 0 ? [0, start.articles] : [start.years[n][1], start.years[n + 1]?.[1] ?? start.articles];
}

function offer(select, options) {
  for (const [value, text] of options) select.append(element('option', { value: String(value) }, text));
}

let leaving;
/** Makes the address that of the query, so that it can be kept and sent: not with every key, which browsers refuse. */
function keepAddress(rest) {
  clearTimeout(leaving);
  if (rest > 0) return (leaving = setTimeout(keepAddress, rest));
  const values = [['q', field.value.trim()], ...facets.map(({ id, value }) => [id, value])].filter(([, value]) => value);
  const text = new URLSearchParams(values).toString();
  // No browser keeps an address of any length.
  if (text.length > LONGEST_ADDRESS) return;
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}

function move(event) {
  const links = [...list.querySelectorAll('h2 a')];
  const n = links.indexOf(document.activeElement);
  const inList = n >= 0 || document.activeElement === field;
  const to = { ArrowDown: links[n + 1], ArrowUp: n > 0 ? links[n - 1] : field }[event.key];
  if (inList && to) {
    event.preventDefault();
    to.focus();
  }
}

async function run() {
  const given = new URLSearchParams(location.search);
  field.value = given.get('q') ?? field.value;
  let start = begin();
  const go = async () => {
    try {
      await search(await start);
    } catch {
      // The site was built anew since the page was loaded: what is where is asked once more.
      files.clear();
      start = begin({ cache: 'reload' });
      await start.then(search).catch(() => tell(say('no_index')));
    }
  };
  const again = () => {
    wanted = PAGE;
    keepAddress(200);
    return go();
  };
  field.addEventListener('input', again);
  place.addEventListener('change', (event) => event.target !== field && again());
  place.addEventListener('submit', (event) => {
    event.preventDefault();
    list.querySelector('h2 a')?.click();
  });
  list.addEventListener('click', () => keepAddress());
  more.addEventListener('click', async () => {
    const before = list.children.length;
    wanted += 2 * PAGE;
    await go();
    list.children[before]?.querySelector('a').focus();
  });
  document.addEventListener('keydown', (event) => !(event.ctrlKey || event.metaKey || event.altKey) && move(event));
  // Who comes for a letter of the list is not taken to the field.
  if (location.hash === '') field.focus();
  const known = await start.catch(() => undefined);
  if (known) {
    const used = (kind) => known.things.some((thing) => thing.kind === kind);
    const kinds = [say('kind_article'), ...known.kinds.filter(used), ...new Set(known.pages.map(([, , kind]) => kind))];
    offer(facets[0], kinds.map((kind) => [kind, kind]));
    offer(facets[1], known.blocs.map(([name], n) => [n, name]));
    offer(facets[2], known.years.map(([year]) => [year, year]).reverse());
    for (const facet of facets) facet.value = given.get(facet.id) ?? '';
  }
  await go();
}

if (place) run();
