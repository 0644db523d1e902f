// The syntax of `_headers`, as Netlify and Cloudflare Pages read it: a path, perhaps with one `*`, and below it, indented,
// a header a line. Only what our own file uses; the program reads all of it.

/** [{ path, headers: [[name, value]] }] */
export function rulesOf(text) {
  const rules = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || !line.trim()) continue;
    const [, name, value] = line.match(/^\s+([^:]+):\s*(.*)$/) ?? [];
    if (name) rules.at(-1).headers.push([name.toLowerCase(), value]);
    else rules.push({ path: line.trim(), headers: [] });
  }
  return rules;
}

/** What is sent with a path; of several rules with one header, a host joins the values. */
export function sentWith(rules, pathname) {
  const found = {};
  for (const { path, headers } of rules) {
    const [start, end] = path.split('*');
    const isFor = end === undefined ? pathname === path : pathname.startsWith(start) && pathname.endsWith(end);
    for (const [name, value] of isFor ? headers : []) found[name] = found[name] ? `${found[name]}, ${value}` : value;
  }
  return found;
}
