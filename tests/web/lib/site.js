// The built site under test: its files, the address of each, and the file that an address leads to.
//
// SITE_DIR names the folder. SITE_BASE is the address that it was built for; without it, the base_url of
// content/site.yaml. All tests and the server below ask `fileAt`, so there is one idea of what an address leads to.

import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, parseFragment } from 'parse5';
import { settings } from './content.js';

assert(process.env.SITE_DIR, 'SITE_DIR must name the folder of a built site; scripts/test sets it');
export const dir = resolve(process.env.SITE_DIR);
assert(existsSync(join(dir, 'index.html')), `there is no built site in ${dir}`);

/** The address of the home page, with a slash at its end. */
export const base = new URL((process.env.SITE_BASE || settings.base_url).replace(/\/*$/, '/'));

/** All files, as paths below the site's folder. */
export const files = readdirSync(dir, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(dir.length + 1))
  .sort();
const isFile = new Set(files);

export const pages = files.filter((file) => file.endsWith('.html'));

/**
 * Whether a page is made for a frame on pages of others. It has no menu, feed or data of its own, and its canonical address
 * is that of the page that it shows a part of.
 */
export const isEmbed = (file) => /^([a-z]{2}\/)?embed\//.test(file);

export const read = (file) => readFileSync(join(dir, file), 'utf8');

/** The address of a file, as a URL. */
export const addressOf = (file) =>
  new URL(
    file
      .replace(/(^|\/)index\.html$/, '$1')
      .split('/')
      .map(encodeURIComponent)
      .join('/'),
    base,
  );

/** Whether a URL belongs to this site's host. */
export const isOwn = (url) => url.origin === base.origin;

/**
 * The file that a URL of this site leads to, or undefined.
 *
 * A folder answers at its address with a slash, and there alone: hosts differ in what they make of `/models`, and at
 * best it costs a redirect, so a link must not lead there.
 */
export function fileAt(url) {
  if (!url.pathname.startsWith(base.pathname)) return undefined;
  let path;
  try {
    path = decodeURIComponent(url.pathname.slice(base.pathname.length));
  } catch {
    return undefined;
  }
  const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  return isFile.has(file) ? file : undefined;
}

const trees = new Map();

/** The elements of a page, in their order: { name, attributes, line, node }. */
export function elements(file) {
  if (!trees.has(file)) trees.set(file, listed(parse(read(file), { sourceCodeLocationInfo: true })));
  return trees.get(file);
}

/** The same of a piece of HTML. */
export const elementsOf = (html) => listed(parseFragment(html));

function listed(tree) {
  const found = [];
  const visit = (node) => {
    if (node.tagName) {
      const attributes = Object.fromEntries(
        node.attrs.map((a) => [a.prefix ? `${a.prefix}:${a.name}` : a.name, a.value]),
      );
      found.push({ name: node.tagName, attributes, line: node.sourceCodeLocation?.startLine, node });
    }
    [...(node.childNodes ?? []), ...(node.content ? [node.content] : [])].forEach(visit);
  };
  visit(tree);
  return found;
}

/** The outermost element of an XML file; undefined where it is not well-formed, which feeds.test.js tells. */
export function rootOf(file) {
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(read(file), 'text/xml').documentElement;
  } catch {
    return undefined;
  }
}

/** The files of this site that the links inside a page's <main> lead to. The menu is left out: it is on every page. */
export function linkedFrom(file) {
  const main = elements(file).find((element) => element.name === 'main');
  assert(main, `${file} has no <main>`);
  const found = new Set();
  for (const { name, attributes } of listed(main.node)) {
    if (name !== 'a' || attributes.href === undefined || !URL.canParse(attributes.href, addressOf(file))) continue;
    const url = new URL(attributes.href, addressOf(file));
    if (isOwn(url)) found.add(fileAt(url));
  }
  return found;
}

/** The elements inside another. */
export const within = ({ node }) => listed(node).filter((element) => element.node !== node);

/** The text of an element as a reader has it: spaces in one. */
export function textOf({ node }) {
  const text = (node) => node.value ?? (node.childNodes ?? []).map(text).join('');
  return text(node).replace(/\s+/g, ' ').trim();
}
