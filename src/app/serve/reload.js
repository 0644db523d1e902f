// The preview's script in the browser: hears of each build, and changes the page in place.
//
// Stands behind idiomorph and messages.js in one function. It keeps the scroll, what is open and what is typed; it puts
// nothing into the page that a reader's page would not have, besides the elements of messages.js, outside of the body. It
// needs no exception from the policy that the page is published with, so that the browser blocks what it will block for
// readers. It is in no file of the site.

const BLOCKS =
  'p, li, dt, dd, td, th, h1, h2, h3, h4, h5, h6, pre, blockquote, figure, summary, figcaption, caption, svg';
const MARK = [
  { outline: '2px solid #c07f1e', outlineOffset: '4px' },
  { outline: '2px solid transparent', outlineOffset: '4px' },
];

// What this page is: the address of its file, and the newest version that it shows.
const self = document.currentScript;
const headers = self.dataset.headers;
let shown = { address: self.dataset.address, version: Number(self.dataset.version) };

if (!leadsOn(document)) showNote(self.dataset.note);

let stream;
/** Waits for a moment when the stream has broken: a preview that is started again is soon back. */
let broken;
/** The work on the last news; each waits for the one before. */
let work = Promise.resolve();

function listen() {
  stream?.close();
  stream = new EventSource(`/_fissure/events?since=${shown.version}`);
  stream.onopen = () => {
    stopWaiting();
    showStopped(false);
  };
  stream.onmessage = ({ data }) => {
    work = work.then(() => hear(JSON.parse(data))).catch((error) => console.error('Fissure preview:', error));
  };
  // A browser gives up for good when something other than a stream answers, such as another server at this port.
  stream.onerror = () => {
    broken ??= setTimeout(() => showStopped(true), 2000);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
}

function stopWaiting() {
  clearTimeout(broken);
  broken = undefined;
}

function stopListening() {
  stream?.close();
  stopWaiting();
}

// Browsers hold few connections to one host: a page that nobody sees must not keep one from a page that is wanted.
const listenWhileSeen = () => (document.visibilityState === 'visible' ? listen() : stopListening());
document.addEventListener('visibilitychange', listenWhileSeen);
addEventListener('pagehide', stopListening);
addEventListener('pageshow', ({ persisted }) => persisted && listenWhileSeen());
listenWhileSeen();

async function hear({ version, all, changed, problems, warnings, prefix }) {
  // The site has another address now, and this page with it.
  const { prefix: before } = self.dataset;
  if (prefix !== before && location.pathname.startsWith(`${before}/`)) {
    return location.replace(`${prefix}${location.pathname.slice(before.length)}${location.search}${location.hash}`);
  }
  showProblems(problems);
  showWarnings(warnings);
  const paths = new Set(changed.map(plain));
  const isNew = (path) => path !== undefined && (all || paths.has(plain(path)));
  if (problems.length === 0) {
    const scripts = [...document.scripts].filter((script) => script !== own() && isOurs(script.src));
    if (scripts.some((script) => paths.has(plain(new URL(script.src).pathname)))) return location.reload();
    const before = new Set(sheets().map(({ href }) => href));
    for (const image of document.querySelectorAll('img[src]')) {
      if (isOurs(image.src) && paths.has(plain(new URL(image.src).pathname))) image.src = renewed(image.src, version);
    }
    const here = location.pathname.replace(/(^|\/)index\.html$/, '$1');
    const isMissing = bar !== undefined || shown.address.endsWith('/404.html');
    // Headers stand in a file of their own, and may be others for this page now.
    const mayDiffer = isMissing || changed.some((path) => path.endsWith('/_headers'));
    if (isNew(here) || isNew(shown.address) || mayDiffer) await renewPage();
    // A page that names other style sheets now has loaded them.
    const stayed = sheets().filter(({ href }) => before.has(href));
    if (all || changed.some((path) => path.endsWith('.css'))) await renewStyles(stayed, isNew);
  }
  shown.version = Math.max(shown.version, version);

  /** Loads the style sheets that are new beside the old ones, then takes the old ones away: nothing flashes. */
  async function renewStyles(links, isNew) {
    const direct = links.filter((link) => isNew(new URL(link.href).pathname));
    // A style sheet that no link names is imported by one that a link names.
    const wanted = direct.length > 0 ? direct : links;
    await Promise.all(
      wanted.map(async (link) => {
        const next = link.cloneNode();
        next.href = renewed(link.href, version);
        link.after(next);
        (await isLoaded(next)) ? link.remove() : next.remove();
      }),
    );
  }
}

function plain(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
const sheets = () => [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((link) => isOurs(link.href));
const isOurs = (url) => URL.canParse(url) && new URL(url).origin === location.origin;
const own = () => document.querySelector('script[src="/_fissure/reload.js"]');
const isLoaded = (link) =>
  new Promise((done) => {
    link.onload = () => done(true);
    link.onerror = () => done(false);
  });

/** The same address, which the browser has not seen before. */
function renewed(address, version) {
  const url = new URL(address);
  url.searchParams.set('fissure', version);
  return url.href;
}

/** Fetches this page and changes into it. */
async function renewPage() {
  const answer = await fetch(`/_fissure/page${location.pathname}${location.search}`, { cache: 'no-store' });
  if (!answer.headers.get('content-type')?.startsWith('text/html')) return location.reload();
  const next = parsed(await answer.text());
  if (!next) return location.reload();
  const script = next.querySelector('script[src="/_fissure/reload.js"]');
  // A page that only leads on is left by the reader, who sees where the old one is now.
  if (script && leadsOn(next)) return showNote(script.dataset.note);
  if (!script || scripts(next) !== scripts(document)) return location.reload();
  // What headers block is decided when a page is loaded.
  if (script.dataset.headers !== headers) return location.reload();
  keepStyles(next);
  await loadStyles(next);

  const open = [...document.querySelectorAll('[popover]')].filter((popover) => popover.matches(':popover-open'));
  const watcher = new MutationObserver(() => {});
  watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  Idiomorph.morph(document.documentElement, next.documentElement, {
    ignoreActiveValue: true,
    callbacks: {
      // The elements with messages are no part of the page.
      beforeNodeRemoved: (node) => !isMessage(node),
      // What the reader opened or typed is the reader's.
      beforeAttributeUpdated: (name, node) =>
        !(name === 'open' && /^(DETAILS|DIALOG)$/.test(node.nodeName)) &&
        !(['value', 'checked'].includes(name) && /^(INPUT|TEXTAREA)$/.test(node.nodeName)),
    },
  });
  const records = watcher.takeRecords();
  watcher.disconnect();
  for (const popover of open) {
    const there = popover.isConnected ? popover : popover.id && document.getElementById(popover.id);
    if (there && there.popover !== null && !there.matches(':popover-open')) there.showPopover();
  }
  mark(records);
  shown = { address: script.dataset.address, version: Number(script.dataset.version) };
  showNote(script.dataset.note);
}

/** Whether a page is that of a redirect. */
function leadsOn(page) {
  return page.querySelector('meta[http-equiv="refresh" i]') !== null;
}

/** A page as a tree; undefined where the site's policy wants a type of its own for what becomes HTML. */
function parsed(text) {
  try {
    return new DOMParser().parseFromString(text, 'text/html');
  } catch {
    return undefined;
  }
}

/** The addresses of the scripts of a page: a script that has run cannot be taken back. */
function scripts(page) {
  const addresses = [...page.querySelectorAll('script[src]')].map((script) => script.getAttribute('src'));
  return addresses.join(' ');
}

/** Gives links of style sheets the addresses that they have here, so that none is loaded twice. */
function keepStyles(next) {
  const here = new Map();
  for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
    here.set(bare(link.href), link.getAttribute('href'));
  }
  for (const link of next.querySelectorAll('link[rel~="stylesheet"]')) {
    const address = here.get(bare(new URL(link.getAttribute('href'), location.href).href));
    if (address) link.setAttribute('href', address);
  }
}

function bare(address) {
  const url = new URL(address);
  url.searchParams.delete('fissure');
  return url.href;
}

/** Loads the style sheets that this page does not have yet, so that it never stands there without. */
async function loadStyles(next) {
  const here = new Set([...document.head.children].map((child) => child.outerHTML));
  const links = [...next.head.querySelectorAll('link[rel~="stylesheet"]')].filter((link) => !here.has(link.outerHTML));
  await Promise.all(
    links.map((link) => {
      const copy = document.importNode(link);
      document.head.append(copy);
      return isLoaded(copy);
    }),
  );
}

/** Shows for a moment which blocks are new. */
function mark(records) {
  const blocks = new Set();
  for (const { type, target, addedNodes } of records) {
    const nodes = type === 'childList' ? [...addedNodes] : [target];
    for (const node of nodes) {
      if (!node.isConnected || node.nodeName === 'SCRIPT' || !node.textContent.trim()) continue;
      const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
      const inside = element.matches(BLOCKS) ? [] : [...element.querySelectorAll(BLOCKS)];
      const block = element.closest(BLOCKS) ?? (inside.length === 0 ? element : undefined);
      for (const one of block ? [block] : inside) if (one !== document.body) blocks.add(one);
    }
  }
  // An animation leaves nothing behind in the page, neither a class nor a style.
  for (const block of blocks) block.animate(MARK, { duration: 1500, easing: 'ease-in', id: 'fissure-changed' });
}
