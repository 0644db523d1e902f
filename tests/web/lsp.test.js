// Speaks to `fissure lsp` with the client library of the Language Server Protocol, as an editor does: what is wrong, what may be typed, where
// a name leads, what is known of it, and what another slug would change.

import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import protocol from 'vscode-languageserver-protocol/node';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'fissure-')));
const uri = (file) => pathToFileURL(path.join(root, file)).href;
const write = (file, text) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
const ARTICLE = 'content/articles/2026-11-20-first.md';
const TEXT = `---
title: First
date: 2026-11-20
model: fugu
company: Sakana AI
sources: a
access:
  - {for: japan, status: open, by: unknown}
---

日本の [[fugu]] is made by [[sakana-ai]]. See [[second]].
`;

/** The same in Japanese, where few fields have a meaning. */
const TRANSLATION = 'content/articles/2026-11-20-first.ja.md';
const JAPANESE = `---
title: 最初
claims:
  - {id: made, about: fugu, says: 作った。}
company: sakana-ai
---

[[fugu]]と[[second]]。
`;

/** What the server said last of each file. */
const diagnostics = new Map();
let server, client;

/** Where a piece of an open text stands. */
const place = (text, piece, more = 0) => {
  const before = text.slice(0, text.indexOf(piece) + more);
  return { line: before.split('\n').length - 1, character: before.length - (before.lastIndexOf('\n') + 1) };
};
const at = (piece, more = 1, text = TEXT) => ({ textDocument: { uri: uri(ARTICLE) }, position: place(text, piece, more) });

before(async () => {
  write('content/site.yaml', 'title: News\nbase_url: https://example.org/\nlanguages: [{code: ja, kinds: [{key: model, title: モデル}]}]\n');
  write('content/blocs/japan.md', '---\nname: Japan\n---\n');
  write('content/models/fugu.md', '---\nname: Fugu\naliases: [Fugu One]\ndeveloper: sakana-ai\nsource: a\n---\n');
  write('content/models/fugu.ja.md', '---\nname: ふぐ\n---\n');
  write('content/companies/sakana-ai.md', '---\nname: Sakana AI\n---\n');
  write('content/sources/a.md', '---\ntitle: A\npublished: 2026-11-19\n---\n');
  write('content/articles/second.md', '---\ntitle: Second\ndate: 2026-11-20\nmodel: fugu\n---\n\nMore on [[fugu]].\n');
  write(ARTICLE, TEXT);
  server = spawn(process.env.FISSURE, ['lsp', '--now', '2026-11-22'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  client = protocol.createProtocolConnection(server.stdout, server.stdin);
  client.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => diagnostics.set(params.uri, params.diagnostics));
  client.listen();
  await client.sendRequest(protocol.InitializeRequest.type, { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: {} });
  await client.sendNotification(protocol.InitializedNotification.type, {});
  const textDocument = { uri: uri(ARTICLE), languageId: 'markdown', version: 1, text: TEXT };
  await client.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
});
after(() => {
  server.kill();
  rmSync(root, { recursive: true });
});

test('a mistake is reported at its place when its file is saved, and is gone when it is corrected', async () => {
  const save = async (text) => {
    write(ARTICLE, text);
    await client.sendNotification(protocol.DidSaveTextDocumentNotification.type, { textDocument: { uri: uri(ARTICLE) } });
    // Messages come in order, so with the answer to this all that was said before it is there.
    await client.sendRequest(protocol.HoverRequest.type, at('First'));
    return diagnostics.get(uri(ARTICLE)) ?? [];
  };
  const wrong = TEXT.replace('[[fugu]]', '[[fuguu]]');
  const [mistake] = (await save(wrong)).filter(({ severity }) => severity === protocol.DiagnosticSeverity.Error);
  assert.deepEqual([mistake.code, mistake.source], ['E19', 'fissure']);
  assert.match(mistake.message, /^\[\[fuguu\]\] leads nowhere\.\nDid you mean/);
  // Columns count units of UTF-16.
  assert.deepEqual(mistake.range, { start: place(wrong, '[[fuguu'), end: place(wrong, ']] is', 2) });
  assert(!(await save(TEXT)).some(({ severity }) => severity === protocol.DiagnosticSeverity.Error));
});

test('slugs are offered in double brackets, and in front matter those of the kind', async () => {
  const complete = async (text, piece, more) => {
    const textDocument = { uri: uri(ARTICLE), version: 2 };
    await client.sendNotification(protocol.DidChangeTextDocumentNotification.type, { textDocument, contentChanges: [{ text }] });
    const items = await client.sendRequest(protocol.CompletionRequest.type, at(piece, more, text));
    await client.sendNotification(protocol.DidChangeTextDocumentNotification.type, { textDocument, contentChanges: [{ text: TEXT }] });
    return items;
  };
  const all = await complete(`${TEXT}\nAnd [[`, 'And [[', 6);
  assert.deepEqual(all.map(({ label }) => label).sort(), ['a', 'first', 'fugu', 'japan', 'sakana-ai', 'second']);
  const models = await complete(TEXT.replace('model: fugu', 'model: [fugu, '), '[fugu, ', 7);
  assert.deepEqual(models.map(({ label, detail }) => [label, detail]), [['fugu', 'Fugu · Model']]);
  const blocs = await complete(TEXT.replace('for: japan', 'for: ja'), 'for: ja', 7);
  assert.deepEqual(blocs.map(({ textEdit }) => textEdit.newText), ['japan']);
  assert.equal(await complete(TEXT.replace('title: First', 'title: F'), 'title: F', 8), null);
});

test('a name leads to its file, and says what is known of it', async () => {
  const definition = await client.sendRequest(protocol.DefinitionRequest.type, at('[[fugu', 4));
  assert.equal(definition.uri, uri('content/models/fugu.md'));
  for (const [piece, file] of [['Sakana AI', 'companies/sakana-ai.md'], ['[[second', 'articles/second.md'], ['japan', 'blocs/japan.md'], ['sources: a', 'sources/a.md']]) {
    const { uri: found } = await client.sendRequest(protocol.DefinitionRequest.type, at(piece, piece.length - 1));
    assert.equal(found, uri(`content/${file}`), piece);
  }
  assert.equal(await client.sendRequest(protocol.DefinitionRequest.type, at('is made', 3)), null);
  const hover = await client.sendRequest(protocol.HoverRequest.type, at('[[fugu', 4));
  assert.match(hover.contents.value, /^\*\*Fugu\*\* · Model\n\nalso Fugu One\n- Japan: open \(a\)\n\nArticles: 2\. Sentences: 3\.$/);
});

test('a file in another language is answered in it', async () => {
  const textDocument = { uri: uri(TRANSLATION), languageId: 'markdown', version: 1, text: JAPANESE };
  const spot = (piece, more) => ({ textDocument: { uri: textDocument.uri }, position: place(JAPANESE, piece, more) });
  write(TRANSLATION, JAPANESE);
  await client.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
  const hover = await client.sendRequest(protocol.HoverRequest.type, spot('[[fugu', 4));
  assert.match(hover.contents.value, /^\*\*ふぐ\*\* · モデル\n\nalso Fugu, Fugu One\n/);
  for (const [piece, file] of [['[[fugu', 'models/fugu.ja.md'], ['[[second', 'articles/second.md'], ['about: fugu', 'models/fugu.ja.md']]) {
    const { uri: found } = await client.sendRequest(protocol.DefinitionRequest.type, spot(piece, piece.length - 1));
    assert.equal(found, uri(`content/${file}`), piece);
  }
  // A translation is about what its original is about.
  assert.equal(await client.sendRequest(protocol.CompletionRequest.type, spot('company: sak', 12)), null);
  const completed = await client.sendRequest(protocol.CompletionRequest.type, spot('about: fu', 9));
  assert(completed.some(({ label, detail }) => label === 'fugu' && detail === 'ふぐ · モデル'));
  const codes = (diagnostics.get(textDocument.uri) ?? []).map(({ code, message }) => `${code} ${message.split('\n')[0]}`);
  const original = 'content/articles/2026-11-20-first.md';
  assert.deepEqual(codes.sort(), [`E07 "company" stands in the original alone, which is ${original}.`, `E41 The facts of this article stand in ${original}.`]);
  write(TRANSLATION, JAPANESE.replace(/claims:\n.*\ncompany.*\n/, ''));
  await client.sendNotification(protocol.DidSaveTextDocumentNotification.type, { textDocument: { uri: textDocument.uri } });
  await client.sendNotification(protocol.DidCloseTextDocumentNotification.type, { textDocument: { uri: textDocument.uri } });
});

test('another slug changes every file that has it', async () => {
  const range = await client.sendRequest(protocol.PrepareRenameRequest.type, at('[[fugu', 4));
  assert.equal(range.placeholder, 'fugu');
  await assert.rejects(client.sendRequest(protocol.RenameRequest.type, { ...at('[[fugu', 4), newName: 'sakana ai!' }));
  const { documentChanges } = await client.sendRequest(protocol.RenameRequest.type, { ...at('[[fugu', 4), newName: 'fugu-two' });
  for (const change of documentChanges) {
    if (change.kind === 'rename') {
      renameSync(fileURLToPath(change.oldUri), fileURLToPath(change.newUri));
      continue;
    }
    const file = fileURLToPath(change.textDocument.uri);
    const document = protocol.TextDocument.create(change.textDocument.uri, 'markdown', 1, readFileSync(file, 'utf8'));
    writeFileSync(file, protocol.TextDocument.applyEdits(document, change.edits));
  }
  assert.match(readFileSync(path.join(root, ARTICLE), 'utf8'), /^model: fugu-two$/m);
  assert.match(readFileSync(path.join(root, TRANSLATION), 'utf8'), /^\[\[fugu-two\]\]と/m);
  assert.match(readFileSync(path.join(root, 'content/models/fugu-two.ja.md'), 'utf8'), /^name: ふぐ$/m);
  assert.match(readFileSync(path.join(root, 'content/models/fugu-two.md'), 'utf8'), /^redirects: \[?\/models\/fugu\//m);
  execFileSync(process.env.FISSURE, ['check', '--now', '2026-11-22'], { cwd: root, stdio: 'pipe' });
});

test('it ends when the editor says goodbye', async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await client.sendRequest(protocol.ShutdownRequest.type);
  await client.sendNotification(protocol.ExitNotification.type);
  assert.equal(await ended, 0);
});
