// it: invariant 2: on the hub every patched function is the original: nothing else runs before it returns
'use strict';
const assert = require('node:assert');
const { execFileSync, execSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { connect, createServer } = require('node:net');
const { patch, inFiber } = require('greenpatch/api');
const { parks } = require('./support/kit');
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
// What arrives at a socket is handed to listeners on the hub, because it must stay in order.
const server = createServer((socket) => socket.end('x')).listen(0, '127.0.0.1', () => {
  connect(server.address().port, '127.0.0.1').on('data', () => {
    assert.ok(!inFiber());
    for (const call of calls) assert.ok(!parks(call), String(call));
    server.close();
    console.log('ok');
  });
});
