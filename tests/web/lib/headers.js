// The headers that the site under test asks its host to send, from its `_headers`.

import { rulesOf, sentWith } from './rules.js';
import { files, read } from './site.js';

export const rules = rulesOf(files.includes('_headers') ? read('_headers') : '');

/** What is sent with a path of the site. */
export const headersOf = (pathname) => sentWith(rules, pathname);
