// The headers that the site asks its host to send, from `_headers`, in the syntax of Netlify and Cloudflare Pages: a path,
// perhaps with `*` at its end, and below it, indented, a header a line.

import { files, read } from './site.js';

/** [{ path, headers: [[name, value]] }] */
export const rules = [];
for (const line of (files.includes('_headers') ? read('_headers') : '').split('\n')) {
  if (line.startsWith('#') || !line.trim()) continue;
  const [, name, value] = line.match(/^\s+([^:]+):\s*(.*)$/) ?? [];
  if (name) rules.at(-1).headers.push([name.toLowerCase(), value]);
  else rules.push({ path: line.trim(), headers: [] });
}

/** What is sent with a path; of several rules with one header, a host joins the values. */
export function headersOf(pathname) {
  const found = {};
  for (const { path, headers } of rules) {
    const isFor = path.endsWith('*') ? pathname.startsWith(path.slice(0, -1)) : pathname === path;
    for (const [name, value] of isFor ? headers : []) found[name] = found[name] ? `${found[name]}, ${value}` : value;
  }
  return found;
}
