// it: process.nextTick is the same to those who look: arguments, errors, receiver, context, name and length
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, executionAsyncId } = require('node:async_hooks');
const { execFileSync } = require('node:child_process');
const { inFiber } = require('greenpatch');
const kit = require('./support/kit');

const plain = JSON.parse(
  execFileSync(process.execPath, ['-p', 'JSON.stringify([process.nextTick.name, process.nextTick.length])']),
);
assert.deepStrictEqual([process.nextTick.name, process.nextTick.length], plain);
for (const wrong of [undefined, null, 1, 'text', {}]) {
  assert.throws(() => process.nextTick(wrong), { code: 'ERR_INVALID_ARG_TYPE' });
}
const log = [];
const store = new AsyncLocalStorage();
store.run('mine', () => {
  for (const args of [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]]) {
    process.nextTick(
      function (...given) {
        const id = executionAsyncId();
        assert.ok(inFiber());
        kit.until(() => true);
        log.push([store.getStore(), this, given, executionAsyncId() === id]);
      },
      ...args,
    );
  }
});
const numbers = [1, 2, 3, 4, 5, 6];
kit.until(() => log.length === 6);
assert.deepStrictEqual(
  log,
  [0, 1, 2, 3, 4, 6].map((count) => ['mine', undefined, numbers.slice(0, count), true]),
);

// As a method of something else, and detached.
const { nextTick } = process;
const detached = [];
nextTick(() => detached.push(1));
nextTick.call(undefined, () => detached.push(2));
queueMicrotask(() => detached.push(3));
kit.until(() => detached.length === 3);
assert.deepStrictEqual(detached, [1, 2, 3]);
console.log('ok');
