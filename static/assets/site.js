// What the theme adds where scripts run: cards at links to entities, what is new since the last visit, and keys.
// Nothing needs it, nothing is sent anywhere, and what it remembers stays in this browser.

// The build puts a group of templates/strings.yaml here.
const strings = /* strings: script */ {};

/** A text of the interface with its holes filled, for a number in the form that goes with it. */
const say = (key, holes = {}) => {
  const text = strings[key];
  const form = text[new Intl.PluralRules(document.documentElement.lang).select(holes.count)] ?? text.other ?? text;
  return form.replace(/\{(\w+)\}/g, (hole, name) => holes[name] ?? hole);
};

const search = document.querySelector('a[rel~="search"]');
const make = (name, fields, ...children) => {
  const made = Object.assign(document.createElement(name), fields);
  made.append(...children);
  return made;
};

/** What this browser remembers of this site; a browser that forbids that remembers nothing. */
const memory = (storage, name) => {
  const key = `fissure:${search?.pathname ?? ''}:${name}`;
  return {
    get: () => {
      try {
        return JSON.parse(storage().getItem(key));
      } catch {
        return null;
      }
    },
    set: (value) => {
      try {
        storage().setItem(key, JSON.stringify(value));
      } catch {
        /* It is a comfort, no more. */
      }
    },
  };
};
const kept = (name) => memory(() => localStorage, name);

// Cards: a link to an entity that the page has a card for shows it under the pointer or the focus.

const cards = new Map([...document.querySelectorAll('.card[popover]')].map((card) => [card.dataset.for, card]));
let timer;
const later = (what, delay) => {
  clearTimeout(timer);
  timer = setTimeout(what, delay);
};
const linkOf = (target) => {
  const link = target instanceof Element ? target.closest('main a[href]') : null;
  return link && cards.has(link.getAttribute('href')) && !link.closest('.card') ? link : null;
};
const cardOf = (target) => (target instanceof Element ? target.closest('.card') : null);

function show(link) {
  const card = cards.get(link.getAttribute('href'));
  if (card.matches(':popover-open')) return;
  card.showPopover();
  // A link may run over several lines: the card stands at the first of them.
  const [line] = link.getClientRects();
  const box = card.getBoundingClientRect();
  const below = line.bottom + 8 + box.height <= innerHeight || line.top < box.height + 8;
  card.style.left = `${Math.max(8, Math.min(line.left, innerWidth - box.width - 8))}px`;
  card.style.top = `${below ? line.bottom + 8 : line.top - box.height - 8}px`;
}
const hide = () => document.querySelector('.card:popover-open')?.hidePopover();

if (cards.size > 0) {
  document.addEventListener('pointerover', ({ target, pointerType }) => {
    const link = linkOf(target);
    if (link && pointerType === 'mouse') later(() => show(link), 250);
    else if (cardOf(target)) clearTimeout(timer);
    else later(hide, 200);
  });
  document.addEventListener('focusin', ({ target }) => {
    const link = linkOf(target);
    if (link?.matches(':focus-visible')) later(() => show(link), 250);
    else later(hide, 0);
  });
  addEventListener('scroll', hide, { passive: true });
}

// Home: what was not there when this browser looked last.

const titles = [...document.querySelectorAll('.home .item-title a')];
if (titles.length > 0) {
  const here = titles.map((title) => title.getAttribute('href'));
  // A visit lasts as long as its tab: to come back from an article makes nothing old.
  const visit = memory(() => sessionStorage, 'before');
  const before = visit.get() ?? kept('seen').get() ?? [];
  visit.set(before);
  kept('seen').set(here);
  // Titles below the last known one have only moved up; where none is known all came since.
  const known = here.findLastIndex((address) => before.includes(address));
  const end = known < 0 && before.length > 0 ? here.length : known;
  const fresh = titles.filter((title, n) => n < end && !before.includes(here[n]));
  for (const title of fresh) title.before(make('span', { className: 'new' }, say('new')), ' ');
  if (fresh.length > 0) {
    const words = make('p', { className: 'byline since' }, say('new_since', { count: fresh.length }));
    document.querySelector('#the_news').after(words);
  }
}

// Keys. They can be turned off, since some who speak to their machine type letters without meaning to.

const off = kept('keys-off');
const toSearch = () => {
  const field = document.querySelector('input[type="search"]');
  if (field) field.focus();
  else search?.click();
};
const go = (selector) => () => document.querySelector(selector)?.click();
const keys = {
  '/': ['key_search', toSearch],
  h: ['key_home', go('.site-title a')],
  m: ['key_matrix', go('.menu a[href$="/matrix/"]')],
  p: ['key_previous', go('a[rel~="prev"]')],
  n: ['key_next', go('a[rel~="next"]')],
  '?': ['key_help', help],
};

function help() {
  const check = make('input', { type: 'checkbox', checked: !off.get(), onchange: () => off.set(!check.checked) });
  const rows = Object.entries(keys).map(([key, [text]]) =>
    make('div', {}, make('dt', {}, make('kbd', {}, key)), make('dd', {}, say(text))),
  );
  const close = make('button', { type: 'button', className: 'quiet', onclick: () => dialog.close() }, say('close'));
  const dialog = make(
    'dialog',
    { className: 'keys', onclose: () => dialog.remove() },
    make('h2', { className: 'label', id: 'the_keys' }, say('keys')),
    make('dl', { className: 'facts' }, ...rows),
    make('p', {}, make('label', {}, check, ` ${say('keys_on')}`)),
    close,
  );
  dialog.setAttribute('aria-labelledby', 'the_keys');
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable], dialog');
  const [, act] = keys[event.key] ?? [];
  if (!act || isTyping || event.ctrlKey || event.metaKey || event.altKey || off.get()) return;
  event.preventDefault();
  act();
});
document
  .querySelector('.colophon')
  ?.append(make('p', { className: 'screen' }, make('button', { type: 'button', className: 'quiet', onclick: help }, say('keys'))));
