// it: a call that blocks truly gives what Node's binding gives, with a child of ours and no event loop
// flags: --no-deprecation
// timeout: 60000
'use strict';
const assert = require('node:assert');
const cp = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
require('greenpatch');
const { loadBinding } = require('../../../dist/fiber/addon');

const here = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-'));
process.chdir(folder);
for (const signal of ['SIGUSR2', 'SIGPIPE', 'SIGCHLD']) process.on(signal, () => {});

const addon = loadBinding();
const { spawnSync } = addon;
let ways = [];
let off = false;
addon.spawnSync = (options) => {
  const result = off ? undefined : spawnSync(options);
  ways.push(result === undefined ? 'binding' : 'ours');
  return result;
};

/** All that a program can see of a result or an error, but for process ids. */
function visible(thing) {
  if (typeof thing !== 'object' || thing === null || ArrayBuffer.isView(thing)) return thing;
  if (Array.isArray(thing)) return thing.map(visible);
  const own = Object.keys(thing).map((key) => [key, seen(thing, key)]);
  return thing instanceof Error ? [thing.constructor.name, thing.message, own] : own;
}

const seen = (thing, key) => (key === 'pid' ? thing.pid > 0 : thing[key] === thing ? 'itself' : visible(thing[key]));

function outcome(call) {
  try {
    return visible(call());
  } catch (error) {
    return ['thrown', visible(error)];
  }
}

const counts = { ours: 0, binding: 0 };
for (const [name, call, asksBinding] of require('./support/at-once-cases')(folder)) {
  [ways, off] = [[], true];
  const expected = outcome(call);
  assert.ok(!ways.includes('ours'), name);
  [ways, off] = [[], false];
  assert.deepStrictEqual(outcome(call), expected, name);
  if (ways.length === 0) continue; // refused before
  if (here) assert.deepStrictEqual(ways, [asksBinding ? 'binding' : 'ours'], name);
  counts[ways[0]]++;
}
if (here) assert.ok(counts.ours > 100 && counts.binding > 10, JSON.stringify(counts));
// In plain Node this is a race, which the child may win: then the input comes too late, with an EPIPE.
if (here)
  for (let i = 0; i < 50; i++) assert.strictEqual(cp.spawnSync('true', { input: 'nobody reads it' }).error, undefined);

// Undone, the patch leaves Node's own way; patched again, ours is back.
const { patch, unpatch } = require('greenpatch');
for (const [change, way] of [
  [unpatch, []],
  [patch, here ? ['ours'] : ['binding']],
]) {
  ways = [];
  change();
  cp.spawnSync('true');
  assert.deepStrictEqual(ways, way, change.name);
}
process.chdir('/');
fs.rmSync(folder, { recursive: true });
console.log('ok');
process.exit(); // no listener of a signal is to hold the process
