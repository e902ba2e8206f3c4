// it: invariant 2: on the hub every patched function is the original: nothing else runs before it returns
'use strict';
const assert = require('node:assert');
const { execFileSync, execSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { patch, inFiber } = require('greenpatch/api');
const { parks } = require('../patch/kit');
patch();

const cell = new Int32Array(new SharedArrayBuffer(4));
const calls = [
  () => fs.readFileSync(__filename),
  () => fs.statSync('/'),
  () => fs.existsSync('/'),
  () => assert.throws(() => fs.readFileSync('/no/such'), { code: 'ENOENT', syscall: 'open', path: '/no/such' }),
  () => fs.closeSync(fs.openSync(__filename)),
  () => fs.realpathSync.native('/'),
  () => execSync('true'),
  () => execFileSync('true'),
  () => assert.strictEqual(spawnSync('sh', ['-c', 'exit 3']).status, 3),
  () => assert.strictEqual(Atomics.wait(cell, 0, 0, 1), 'timed-out'),
];
assert.ok(!inFiber());
for (const call of calls) assert.ok(!parks(call), String(call));
// Promise jobs and ticks are drained on the hub.
void Promise.resolve().then(() => {
  assert.ok(!inFiber());
  for (const call of calls) assert.ok(!parks(call), String(call));
  process.nextTick(() => {
    for (const call of calls) assert.ok(!parks(call), String(call));
    console.log('ok');
  });
});
