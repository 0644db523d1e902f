// The preview's messages in the browser: what is wrong, over the page; what became of a page that went, above it; and the
// count of warnings and the end of the preview at its corners.
//
// Stands between idiomorph and reload.js in one function. Each message is an element of its own outside of the body, with a
// style sheet that the page does not see; it is made by script, which no policy for styles blocks. Nothing that it shows is
// ever read as HTML, and it never asks for anything by itself.

const STYLE = `
  :host { all: initial; z-index: 2147483647; font: 14px/1.5 system-ui, sans-serif; color: #eceae4; background: #14171a; }
  :host(fissure-problems) { position: fixed; inset: 0 0 auto; max-height: 60vh; overflow: auto;
    border-block-end: 4px solid #d86442; }
  :host(fissure-warnings) { position: fixed; inset: auto 0 0 auto; max-width: min(44rem, 100vw); border: 1px solid #7a8087;
    border-start-start-radius: 4px; }
  :host(fissure-note) { display: block; position: sticky; inset: 0 0 auto; border-block-end: 4px solid #c07f1e; }
  :host(fissure-stopped) { position: fixed; inset: auto auto 0 0; border: 1px solid #c07f1e; border-start-end-radius: 4px; }
  @media print { :host { display: none; } }
  section { padding: 12px 16px; max-width: 80rem; margin: auto; }
  header { display: flex; gap: 1rem; justify-content: space-between; }
  h1 { font-size: 16px; margin: 0; }
  ol { list-style: none; margin: 0; padding: 0; }
  li { margin-block-start: 12px; }
  p { margin: 0; }
  summary { cursor: pointer; padding: 2px 10px; }
  .list { padding: 0 12px 12px; max-height: 50vh; overflow: auto; }
  .place { color: #8fbef5; font-family: ui-monospace, monospace; }
  pre { margin: 4px 0; padding: 6px 10px; background: #23282d; font: 13px/1.4 ui-monospace, monospace; overflow: auto; }
  mark { background: #d86442; color: #14171a; }
  a { color: #8fbef5; }
  .help { white-space: pre-wrap; color: #b7bbc0; }
  button { font: inherit; color: inherit; background: none; border: 1px solid #7a8087; border-radius: 3px; }
`;
/** From how many on warnings are put together by what they are about. */
const MANY = 50;

const isMessage = (node) => node.nodeName.startsWith('FISSURE-');

/** An element for a message, which the page's own styles do not reach. */
function message(name, ...children) {
  const made = document.createElement(name);
  const root = made.attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  root.adoptedStyleSheets = [style];
  root.append(...children);
  return made;
}

let board;

/** Shows errors over the page, or takes them away. */
function showProblems(problems) {
  board?.remove();
  board = undefined;
  if (problems.length === 0) return;
  const count = problems.length === 1 ? '1 error' : `${problems.length} errors`;
  const hide = element('button', {}, 'Hide');
  hide.onclick = () => board?.remove();
  const header = element('header', {}, element('h1', {}, `${count}; this is the last good page`), hide);
  board = message('fissure-problems', element('section', { role: 'alert' }, header, list(problems)));
  document.documentElement.append(board);
}

let bar;

/** Says above the page what became of it: words and perhaps where it is now, as JSON; or says nothing any more. */
function showNote(text) {
  bar?.remove();
  bar = undefined;
  if (text === undefined) return;
  const { words, to } = JSON.parse(text);
  const link = to === null ? [] : [' ', element('a', { href: to }, plain(to))];
  bar = message('fissure-note', element('section', { role: 'status' }, element('p', {}, words, ...link)));
  document.documentElement.insertBefore(bar, document.body);
}

let end;

/** Says that the preview has stopped, until it is back. */
function showStopped(is) {
  end?.remove();
  end = undefined;
  if (!is) return;
  const words = 'The preview has stopped; this page is as it was at its last build.';
  end = message('fissure-stopped', element('section', { role: 'status' }, element('p', {}, words)));
  document.documentElement.append(end);
}

let corner;

/** Shows how many warnings there are; what they are is asked for when the reader opens them. */
function showWarnings(count) {
  if (count === 0) {
    corner?.remove();
    corner = undefined;
    return;
  }
  if (!corner) {
    const details = element('details', {}, element('summary', {}), element('div', { class: 'list' }));
    details.ontoggle = fillWarnings;
    corner = message('fissure-warnings', details);
    document.documentElement.append(corner);
  }
  corner.shadowRoot.querySelector('summary').textContent = count === 1 ? '1 warning' : `${count} warnings`;
  fillWarnings();
}

async function fillWarnings() {
  const shown = corner;
  if (!shown?.shadowRoot.querySelector('details').open) return;
  const answer = await fetch('/_fissure/warnings', { cache: 'no-store' }).catch(() => undefined);
  // A preview that has stopped answers nothing: what is shown stays.
  if (!answer?.ok) return;
  const warnings = await answer.json();
  const place = shown.shadowRoot.querySelector('.list');
  const open = new Set([...place.querySelectorAll('details[open]')].map(({ id }) => id));
  place.replaceChildren(...(warnings.length > MANY ? groups(warnings, open) : [list(warnings)]));
}

/** Many warnings, by what they are about. */
function groups(warnings, open) {
  const codes = [...new Set(warnings.map(({ code }) => code))].sort();
  return codes.map((code) => {
    const ones = warnings.filter((warning) => warning.code === code);
    const made = element('details', { id: code }, element('summary', {}, `${code}: ${ones[0].about} (${ones.length})`));
    made.append(list(ones));
    made.open = open.has(code);
    return made;
  });
}

const list = (problems) => element('ol', {}, ...problems.map(problem));

function problem({ code, path, line, column, message, later, help, excerpt }) {
  const place = line === null ? path : `${path}:${line}:${column}`;
  const [before, marked, after] = excerpt ?? [];
  return element(
    'li',
    {},
    element('p', { class: 'place' }, `${place} [${code}]`),
    element('p', { class: 'message' }, message),
    ...(later ? [element('p', {}, later)] : []),
    ...(excerpt ? [element('pre', {}, before, element('mark', {}, marked || ' '), after)] : []),
    ...(help ? [element('p', { class: 'help' }, help)] : []),
  );
}

/** An element with texts and elements in it. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
