// it: promise jobs of code in other contexts park too; a context with a queue of its own blocks truly, and gives the same answers
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { inFiber, wait } = require('greenpatch');
const kit = require('./support/kit');

const body = `(async (n) => { await null; attend(n); await new Promise((r) => setImmediate(r)); return n * 2; })`;
const room = kit.meeting(6);
const sandbox = { attend: room.attend, setImmediate };
const functions = Array.from({ length: 6 }, () => vm.runInNewContext(body, { ...sandbox }));
assert.deepStrictEqual([...wait(Promise.all(functions.map((fn, n) => fn(n))))], [0, 2, 4, 6, 8, 10]);
assert.strictEqual(room.most, 6);

// Drained by vm itself, before it returns.
const log = [];
const own = vm.createContext(
  {
    log,
    block: () => {
      log.push(typeof inFiber());
      assert.strictEqual(Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5), 'timed-out');
    },
  },
  { microtaskMode: 'afterEvaluate' },
);
for (let n = 0; n < 3; n++) {
  vm.runInContext(`Promise.resolve().then(() => { block(); log.push('job'); }); log.push('script');`, own);
  kit.until(() => log.includes('job'));
  assert.deepStrictEqual(log.splice(0), ['script', 'boolean', 'job']);
}
assert.strictEqual(wait(Promise.resolve('as ever')), 'as ever');
console.log('ok');
