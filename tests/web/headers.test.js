// Judges the headers that the site asks its host for: a browser that is sent them shows every sort of page without a
// complaint and runs nothing that was slipped in.

import { test } from 'node:test';
import { launch } from './lib/browser.js';
import { headersOf } from './lib/headers.js';
import { none } from './lib/judge.js';
import { serve } from './lib/serve.js';
import { addressOf, base, elements, files, pages } from './lib/site.js';

const isRedirect = (file) => elements(file).some(({ attributes }) => attributes['http-equiv'] === 'refresh');

/** A page of each sort, told by the class of its body. */
function chosen() {
  const sorts = new Map();
  for (const file of pages.filter((page) => !isRedirect(page))) {
    const body = elements(file).find(({ name }) => name === 'body');
    sorts.set(body.attributes.class ?? '', file);
  }
  return [...sorts.values()];
}

test('the policy is strict', () => {
  const sent = headersOf(base.pathname);
  const policy = new Map(sent['content-security-policy'].split(';').map((part) => part.trim().split(/ (.*)/s)));
  const wanted = { 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'self'" };
  const problems = Object.entries(wanted).filter(([name, value]) => policy.get(name) !== value).map(([name]) => name);
  // Pages for frames of other sites are among the files, and hosts that read _headers cannot leave a header out for some.
  if (policy.has('frame-ancestors')) problems.push('frame-ancestors');
  for (const [name, value] of policy) {
    if (!["'self'", "'none'"].includes(value)) problems.push(`${name} ${value}`);
  }
  if (sent['x-content-type-options'] !== 'nosniff') problems.push('types may be guessed');
  for (const name of ['referrer-policy', 'permissions-policy', 'cross-origin-opener-policy']) {
    if (!sent[name]) problems.push(`no ${name}`);
  }
  none(problems, 'rules', policy.size);
});

test('what has a name that changes is kept for ever, and nothing else', () => {
  const isForEver = (file) => /immutable/.test(headersOf(addressOf(file).pathname)['cache-control'] ?? '');
  const hasName = (file) => /^assets\/.*\.[0-9a-f]{10}\.\w+$/.test(file);
  none(files.filter((file) => isForEver(file) !== hasName(file)), 'files', files.filter(hasName).length);
});

test('no page has script or style within, or loads anything from elsewhere', () => {
  const problems = pages.flatMap((file) =>
    elements(file).flatMap(({ name, attributes, line }) => {
      const at = `${file}:${line}: <${name}>`;
      const found = Object.keys(attributes).filter((key) => key === 'style' || key.startsWith('on'));
      const isData = attributes.type === 'application/ld+json';
      if (name === 'style' || (name === 'script' && !attributes.src && !isData)) found.push('has its text within');
      return found.map((problem) => `${at} ${problem}`);
    }),
  );
  none(problems, 'pages', pages.length);
});

test('a browser shows every sort of page under these headers, and runs nothing else', async () => {
  const server = await serve();
  const browser = await launch();
  const problems = [];
  const judged = chosen();
  try {
    const page = await browser.newPage();
    let at;
    page.on('console', (message) => message.type() === 'error' && problems.push(`${at}: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`${at}: ${error.message}`));
    for (const file of judged) {
      at = file;
      await page.goto(`${server.origin}${addressOf(file).pathname}`);
      await page.evaluate(() => document.fonts.ready);
    }
    page.removeAllListeners('console');
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.body.append(script);
      return window.wasRun === true;
    });
    if (ran) problems.push(`${at}: a script that was slipped in ran`);
  } finally {
    await browser.close();
    await server.close();
  }
  none(problems, 'pages', judged.length);
});
