// A small site in a folder of its own, under `fissure serve`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

assert(process.env.FISSURE, 'FISSURE must name the program; scripts/test sets it');
/** How long anything may take before a test gives up. */
export const PATIENCE = 30_000;

export class Preview {
  root = mkdtempSync(join(tmpdir(), 'fissure-serve-'));
  /** What the program has said since it was started. */
  said = '';

  /** Writes a file of the site. */
  edit(path, text) {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Starts the program at a port; gives the address that it says. */
  async start(port) {
    const base = process.env.SITE_BASE ? ['--base-url', process.env.SITE_BASE] : [];
    const args = ['--root', this.root, 'serve', '--port', port, '--now', '2026-11-22T12:00:00Z', ...base];
    this.said = '';
    this.running = spawn(process.env.FISSURE, args.map(String), { stdio: ['ignore', 'ignore', 'pipe'] });
    return new Promise((found, failed) => {
      const late = setTimeout(() => failed(new Error(`it never said where it serves: ${this.said}`)), PATIENCE);
      this.running.stderr.on('data', (data) => {
        this.said += data;
        const address = this.said.match(/http:\/\/localhost:\d+\/\S*/);
        if (!address) return;
        clearTimeout(late);
        this.url = address[0];
        found(this.url);
      });
    });
  }

  stop() {
    return new Promise((stopped) => {
      if (!this.running || this.running.exitCode !== null || this.running.signalCode !== null) return stopped();
      this.running.once('exit', stopped);
      this.running.kill();
    });
  }

  async end() {
    await this.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}
