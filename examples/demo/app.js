'use strict';

// A web application written the way one writes a script: a handler does one thing after the other and sends what came
// out. Every step blocks until its answer is there. Settings come from the environment, as usual.

const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const express = require('express');
const request = require('sync-request');

const { BACKEND_URL, REPOSITORY, FILES, PORT = '3000' } = process.env;
const app = express();

// Runs one blocking step and notes when it began and how long it took, for the Server-Timing header.
function timed(res, name, step) {
  const start = Date.now();
  const value = step();
  res.append('Server-Timing', `${name};start=${start};dur=${Date.now() - start}`);
  return value;
}

function badRequest(message) {
  return Object.assign(new Error(message), { status: 400 });
}

function milliseconds(text) {
  const ms = Number(text);
  if (!(ms >= 0 && ms <= 10_000)) throw badRequest(`not a delay between 0 and 10000 ms: ${text}`);
  return ms;
}

// The classic synchronous sleep: nothing ever notifies this cell, so the wait ends by its time limit.
function nap(res, ms) {
  timed(res, 'nap', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms));
  return { ms };
}

function quote(res, id, ms) {
  const url = `${BACKEND_URL}/quote/${id}?ms=${ms}`;
  return JSON.parse(timed(res, 'quote', () => request('GET', url).getBody('utf8')));
}

function commit(res, id, revision) {
  if (!/^[0-9a-f]{40,64}$/.test(revision)) throw badRequest(`not a full commit id: ${revision}`);
  const args = ['-C', REPOSITORY, 'log', '-1', `--format=${id} %H %s`, revision];
  return { line: timed(res, 'git', () => execFileSync('git', args, { encoding: 'utf8' })) };
}

function file(res, name) {
  const content = timed(res, 'file', () => readFileSync(path.join(FILES, path.basename(name))));
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

app.param('id', (req, res, next, id) => next(/^\w+$/.test(id) ? undefined : badRequest(`not an id: ${id}`)));

app.get('/ping', (req, res) => res.send('pong'));
app.get('/nap/:id', (req, res) => res.json({ id: req.params.id, nap: nap(res, milliseconds(req.query.ms)) }));
app.get('/quote/:id', (req, res) => {
  const { id } = req.params;
  res.json({ id, quote: quote(res, id, milliseconds(req.query.ms)) });
});
app.get('/commit/:id', (req, res) => {
  res.json({ id: req.params.id, commit: commit(res, req.params.id, String(req.query.revision)) });
});
app.get('/file/:id', (req, res) => res.json({ id: req.params.id, file: file(res, String(req.query.name)) }));

// A page that needs all of it.
app.get('/page/:id', (req, res) => {
  const { id } = req.params;
  res.json({
    id,
    file: file(res, String(req.query.name)),
    commit: commit(res, id, String(req.query.revision)),
    quote: quote(res, id, milliseconds(req.query.quote)),
    nap: nap(res, milliseconds(req.query.nap)),
  });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
// Clients wait long for their turn here: an idle connection must not be closed on them meanwhile.
server.keepAliveTimeout = 120_000;
process.on('SIGTERM', () => process.exit(0));
