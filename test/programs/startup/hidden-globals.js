// it: nothing of greenpatch is on the global object, nor on `process`, and no listener of it can be seen or taken away
// expect-stderr: ERR_GREENPATCH_DEADLOCK
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const look = `
const names = (object) => Reflect.ownKeys(object).map(String).sort();
setTimeout(() => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  console.log(JSON.stringify({
    global: names(globalThis),
    enumerable: Object.keys(process),
    process: names(process).filter((name) => name !== 'fiberLib'),
    events: process.eventNames().map(String),
    listeners: process.rawListeners('beforeExit').length + process.listenerCount('exit'),
    emit: Object.hasOwn(process, 'emit'),
    symbols: Object.getOwnPropertySymbols(process.constructor).map(String),
  }));
}, 1);`;
const root = path.join(__dirname, '..', '..', '..');
const run = (...flags) => spawnSync(process.execPath, [...flags, '-e', look], { encoding: 'utf8' });
const [plain, preloaded] = [run(), run('-r', root)].map(({ stdout, stderr }) => {
  assert.strictEqual(stderr, '');
  return JSON.parse(stdout);
});
assert.deepStrictEqual(preloaded, plain);

// The end of the loop's work is seen all the same.
const { spawn, wait } = require(root);
process.removeAllListeners('beforeExit');
spawn(() => wait(new Promise(() => {})));
console.log('ok');
