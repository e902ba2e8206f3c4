// it: with async_hooks enabled, before and after stay balanced for every resource, and promise hooks work in fibers
'use strict';
const assert = require('assert');
const { createHook, executionAsyncId, AsyncResource } = require('async_hooks');
const { spawn, sleep, idle, wait, joinAll } = require('greenpatch/api');

const types = new Map();
const entered = new Map();
const problems = [];
createHook({
  init(id, type, trigger) {
    types.set(id, type);
    if (trigger < 0 || id <= 0) problems.push(`init of ${type} with ids ${id} ${trigger}`);
  },
  before(id) {
    entered.set(id, (entered.get(id) ?? 0) + 1);
    if (executionAsyncId() !== id) problems.push(`before ${types.get(id)} ${id} while ${executionAsyncId()} executes`);
  },
  after(id) {
    entered.set(id, (entered.get(id) ?? 0) - 1);
    if (executionAsyncId() !== id) problems.push(`after ${types.get(id)} ${id} while ${executionAsyncId()} executes`);
  },
}).enable();

const fibers = Array.from({ length: 30 }, (_, i) =>
  spawn(() => {
    for (let n = 0; n < 3; n++) {
      new AsyncResource('Mine').runInAsyncScope(() => {
        sleep((i + n) % 4);
        new AsyncResource('Inner').runInAsyncScope(() => idle());
      });
      assert.strictEqual(
        wait(
          (async () => {
            await null;
            await new Promise(setImmediate);
            return i;
          })(),
        ),
        i,
      );
      process.nextTick(() => {});
    }
    return i;
  }),
);
(async () => {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setTimeout(resolve, 1));
})();
spawn(() => {
  joinAll(fibers, { raiseError: true });
  setImmediate(() => {
    assert.deepStrictEqual(problems.slice(0, 5), []);
    const open = [...entered].filter(([id, depth]) => depth !== 0 && id !== executionAsyncId());
    assert.deepStrictEqual(
      open.map(([id, depth]) => [types.get(id), depth]),
      [],
    );
    assert.ok([...types.values()].filter((type) => type === 'Fiber').length >= 30);
    console.log('ok');
  });
});
