// it: hooks hear that a timer or an immediate is destroyed when its code has ended, which may have parked or fail, and once
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { createHook, executionAsyncId } = require('node:async_hooks');
const { sleep } = require('greenpatch');
const kit = require('./support/kit');

const alive = new Map();
const destroyed = [];
createHook({
  init: (asyncId, type) => alive.set(asyncId, type),
  destroy(asyncId) {
    if (!alive.delete(asyncId)) return;
    destroyed.push(asyncId);
  },
}).enable();

const KINDS = { Timeout: (fn) => setTimeout(fn, 1), Immediate: (fn) => setImmediate(fn) };
const errors = [];
process.on('uncaughtException', (error) => errors.push([error.message, alive.get(executionAsyncId())]));

for (const [type, begin] of Object.entries(KINDS)) {
  for (const parks of [true, false]) {
    for (const fails of [true, false]) {
      let id;
      begin(() => {
        id = executionAsyncId();
        if (parks) sleep(20); // the event loop turns several times meanwhile
        assert.strictEqual(alive.get(id), type, `${type}: destroyed while its code was running`);
        if (fails) throw new Error(type);
      });
      kit.until(() => id !== undefined && destroyed.includes(id));
      assert.strictEqual(destroyed.filter((each) => each === id).length, 1);
      if (fails) assert.deepStrictEqual(errors.pop(), [type, type]);
    }
  }
}
console.log('ok');
