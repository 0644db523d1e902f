// The browser that the tests look at pages with: Chromium, as scripts/test found or installed it.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run'];

/** Starts it, with further options of its command line. One that crashes before it has shown anything is started once more. */
export async function launch(...more) {
  const missing = `${executablePath} is not there: run scripts/test, install the Debian package chromium, or set CHROMIUM`;
  assert(existsSync(executablePath), missing);
  const start = () => chromium.launch({ executablePath, args: [...ARGS, ...more] });
  return start().catch(start);
}
