// Judges the site's HTML, CSS and SVG by the Nu Html Checker, the W3C's validator: no error in any file. What it tells
// beside errors is printed and does not fail.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { none, run } from './lib/judge.js';
import { dir, files } from './lib/site.js';

const jar = join(dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');

/**
 * New CSS that the checker calls an error because it does not know it yet, and nothing else: { message, why }, with a
 * pattern of the message and where the feature is specified. They count for CSS alone. Empty is best.
 */
const UNKNOWN_TO_THE_CHECKER = [
  { message: /“container-type”|at-rule “@container”/, why: 'container queries: CSS Conditional Rules Module Level 5' },
];

const isCss = ({ url, message }) => url.endsWith('.css') || message.startsWith('CSS:');

test('the Nu Html Checker finds no error', (t) => {
  const judged = files.filter((file) => /\.(html|css|svg)$/.test(file));
  const options = ['--format', 'json', '--stdout', '--exit-zero-always', '--also-check-css', '--also-check-svg'];
  const done = run('java', ['-Xss8m', '-jar', jar, ...options, ...judged], 'default-jre-headless', { cwd: dir });
  assert(done.stdout.startsWith('{'), `the checker did not run: ${done.stderr}`);
  const { messages } = JSON.parse(done.stdout);
  const excused = (found) => isCss(found) && UNKNOWN_TO_THE_CHECKER.some(({ message }) => message.test(found.message));
  const errors = messages.filter((found) => found.type !== 'info' && !excused(found));
  const told = ({ url, lastLine = 0, message, extract = '' }) =>
    `${relative(dir, fileURLToPath(url))}:${lastLine}: ${message} ${extract.replace(/\s+/g, ' ')}`;
  messages.filter((found) => found.type === 'info').forEach((found) => t.diagnostic(told(found)));
  none(errors.map(told), 'files of HTML, CSS and SVG', judged.length);
});
