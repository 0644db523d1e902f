// How the tests judge: they gather everything that is wrong, then fail once with the whole list.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const SHOWN = 40;

/** Fails with every problem found, if there is any. `count` is how many things were looked at: none is a fault too. */
export function none(problems, what, count) {
  assert(count > 0, `nothing to look at: no ${what}`);
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? [`… and ${problems.length - SHOWN} more`] : [];
  const lines = [...problems.slice(0, SHOWN), ...more].join('\n  ');
  assert.fail(`${problems.length} wrong among ${count} ${what}:\n  ${lines}`);
}

/** Runs a program; when it is not there, says how to get it. */
export function run(program, args, debian, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (done.error?.code === 'ENOENT') {
    assert.fail(`${program} is not installed: run scripts/test, or install the Debian package ${debian}`);
  }
  if (done.error) throw done.error;
  return done;
}
