// it: a node-fiber keeps its AsyncLocalStorage store, whatever code runs it
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, AsyncResource, executionAsyncId } = require('node:async_hooks');
const fs = require('node:fs');
const Fiber = require('fibers');
const { until } = require('../jobs/support/kit');

const storage = new AsyncLocalStorage();
const make = (name) =>
  storage.run(name, () => {
    const seen = [];
    const fiber = Fiber(() => {
      for (let n = 0; n < 4; n++) {
        seen.push(storage.getStore());
        if (n === 1) fs.readFileSync(__filename);
        if (n === 2) storage.enterWith(`${name} entered`);
        new AsyncResource('Test').runInAsyncScope(() => Fiber.yield());
      }
    });
    fiber.run();
    return { fiber, seen, expected: [name, name, name, `${name} entered`] };
  });
const all = ['a', 'b', 'c'].map(make);
const id = executionAsyncId();
for (let n = 0; n < 3; n++) {
  for (const { fiber } of all)
    storage.run('the runner', () => (fiber.run(), assert.strictEqual(storage.getStore(), 'the runner')));
}
assert.strictEqual(executionAsyncId(), id);
for (const { seen, expected } of all) assert.deepStrictEqual(seen, expected);
let ended = 0;
for (const { fiber } of all) setTimeout(() => (fiber.run(), ended++, assert.strictEqual(fiber.started, false)), 1);
until(() => ended === 3);
assert.strictEqual(storage.getStore(), undefined);
console.log('ok');
