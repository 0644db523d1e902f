// Judges where the site leads: every address of its own that a page, a style sheet, a feed or the sitemap names has a
// file, every #anchor has an id, ids are unique in a page, and nothing is loaded from another host.

import { test } from 'node:test';
import { none } from './lib/judge.js';
import { addressOf, base, elements, elementsOf, fileAt, files, isOwn, pages, read, rootOf } from './lib/site.js';

/** Attributes that hold an address, on whatever element. */
const ADDRESSES = ['href', 'xlink:href', 'src', 'poster', 'data', 'action', 'cite'];

/** <link> loads a file unless it only points at one. */
const POINTS = /^(canonical|alternate|prev|next|author|license|me|help|search|up)( |$)/;

/** Elements whose addresses are loaded with the page. */
const LOADS = [
  'script',
  'img',
  'source',
  'video',
  'audio',
  'track',
  'iframe',
  'embed',
  'object',
  'input',
  'image',
  'use',
];

const candidates = (srcset) =>
  srcset
    .split(',')
    .map((candidate) => candidate.trim().split(/\s+/)[0])
    .filter(Boolean);

const inCss = (css) =>
  [...css.replace(/\/\*[^]*?\*\//g, '').matchAll(/url\(\s*["']?([^"')]+?)["']?\s*\)|@import\s+["']([^"']+)["']/g)].map(
    ([, url, imported]) => url ?? imported,
  );

/** The addresses of an element: [{ address, loads }]. */
function addressesOf({ name, attributes, node }) {
  const loads = LOADS.includes(name) || (name === 'link' && !POINTS.test(attributes.rel ?? ''));
  const found = ADDRESSES.filter((key) => attributes[key] !== undefined).map((key) => ({
    address: attributes[key],
    loads: loads && key !== 'cite',
  }));
  const also = (addresses, loads) => found.push(...addresses.map((address) => ({ address, loads })));
  also(candidates(attributes.srcset ?? attributes.imagesrcset ?? ''), true);
  also(inCss(attributes.style ?? ''), true);
  if (name === 'style') also(inCss(node.childNodes.map((text) => text.value).join('')), true);
  if (name === 'meta' && /^(og|twitter):(url|image|audio|video)/.test(attributes.property ?? attributes.name ?? '')) {
    if (/^(https?:)?\//.test(attributes.content)) also([attributes.content], false);
  }
  if (attributes['http-equiv'] === 'refresh') also([attributes.content.replace(/^.*?url=/i, '')], false);
  return found;
}

/** Every address that the site names: { where, address, url, loads }. Those of XML files must be whole. */
function allAddresses() {
  const found = [];
  const add = (where, from, address, loads) => {
    if (/^(mailto|tel|data|javascript):/i.test(address)) return;
    found.push({ where, address, loads, url: URL.canParse(address, from) ? new URL(address, from) : undefined });
  };
  for (const file of pages) {
    for (const element of elements(file)) {
      const where = `${file}:${element.line}`;
      for (const { address, loads } of addressesOf(element)) add(where, addressOf(file), address, loads);
    }
  }
  for (const file of files.filter((file) => file.endsWith('.css'))) {
    for (const address of inCss(read(file))) add(file, addressOf(file), address, true);
  }
  for (const file of files.filter((file) => file.endsWith('.xml'))) {
    for (const element of rootOf(file)?.getElementsByTagName('*') ?? []) {
      const where = `${file}:${element.lineNumber}`;
      if (element.getAttribute('href')) add(where, undefined, element.getAttribute('href'), false);
      if (/^(loc|icon|logo)$/.test(element.localName)) add(where, undefined, element.textContent.trim(), false);
      if (element.localName === 'content' && element.getAttribute('type') === 'html') {
        for (const inside of elementsOf(element.textContent)) {
          for (const { address } of addressesOf(inside)) add(where, undefined, address, false);
        }
      }
    }
  }
  const robots = files.includes('robots.txt') ? read('robots.txt').matchAll(/^sitemap:\s*(\S+)/gim) : [];
  for (const [, address] of robots) add('robots.txt', undefined, address, false);
  return found;
}

const every = allAddresses();

test('every address of the site itself leads to a file', () => {
  const own = every.filter(({ url }) => !url || isOwn(url));
  const dead = own.filter(({ url }) => !url || !fileAt(url));
  const told = ({ where, address, url }) => `${where}: ${address} ${url ? 'leads to no file' : 'is no whole address'}`;
  none(dead.map(told), 'addresses', own.length);
});

test('every #anchor leads to an id', () => {
  const leads = ({ url }) => url && isOwn(url) && url.hash.length > 1 && fileAt(url)?.endsWith('.html');
  const anchored = every.filter(leads);
  const ids = new Map(pages.map((file) => [file, new Set(elements(file).map(({ attributes }) => attributes.id))]));
  const lost = anchored.filter(({ url }) => !ids.get(fileAt(url)).has(decodeURIComponent(url.hash.slice(1))));
  none(
    lost.map(({ where, address }) => `${where}: there is no such id for ${address}`),
    'anchors',
    anchored.length,
  );
});

test('ids are unique in a page', () => {
  const twice = pages.flatMap((file) => {
    const seen = new Set();
    const isAgain = ({ attributes: { id } }) => id !== undefined && seen.size === seen.add(id).size;
    return elements(file)
      .filter(isAgain)
      .map(({ attributes, line }) => `${file}:${line}: the id "${attributes.id}" is there already`);
  });
  none(twice, 'pages', pages.length);
});

test('nothing is loaded from another host', () => {
  const loaded = every.filter(({ loads }) => loads);
  const foreign = loaded.filter(({ url }) => url && !isOwn(url));
  const told = ({ where, address }) => `${where}: loads ${address}, which is not on ${base.host}`;
  none(foreign.map(told), 'loaded files', loaded.length);
});
