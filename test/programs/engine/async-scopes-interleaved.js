// it: fibers that park inside runInAsyncScope, out of order, leave Node's stack of async ids balanced and each with its own ids
// The trap: Node aborts the process ("async hook stack has become corrupted") when a scope is closed out of turn.
'use strict';
const assert = require('assert');
const { AsyncResource, executionAsyncId, triggerAsyncId, executionAsyncResource } = require('async_hooks');
const { spawn, sleep, idle, wait, joinAll } = require('greenpatch/api');

function inScopes(depth, check) {
  if (depth === 0) return check();
  const resource = new AsyncResource(`Depth${depth}`);
  return resource.runInAsyncScope(() => {
    const look = () => {
      assert.strictEqual(executionAsyncId(), resource.asyncId());
      assert.strictEqual(triggerAsyncId(), resource.triggerAsyncId());
      assert.strictEqual(executionAsyncResource(), resource);
    };
    look();
    idle();
    look();
    const value = inScopes(depth - 1, check);
    look();
    return value;
  });
}

const before = executionAsyncId();
const fibers = Array.from({ length: 60 }, (_, i) =>
  spawn(() => {
    const own = executionAsyncId();
    // The durations make them close their scopes in an order that is neither first nor last come.
    const value = inScopes(1 + (i % 5), () => {
      sleep((i * 7) % 11);
      if (i % 3 === 0) wait(new Promise((resolve) => setTimeout(resolve, (i * 5) % 7)));
      if (i % 10 === 9) throw new Error(`failed ${i}`);
      return i;
    });
    assert.strictEqual(typeof own, 'number');
    return value;
  }),
);
assert.strictEqual(executionAsyncId(), before);

// The hub's own scopes come and go meanwhile.
let ticks = 0;
const timer = setInterval(() => {
  const resource = new AsyncResource('Hub');
  resource.runInAsyncScope(() => assert.strictEqual(executionAsyncId(), resource.asyncId()));
  process.nextTick(() => ticks++);
}, 1);

spawn(() => {
  joinAll(fibers);
  clearInterval(timer);
  for (const [i, fiber] of fibers.entries()) {
    if (i % 10 === 9) assert.throws(() => fiber.get(), { message: `failed ${i}` });
    else assert.strictEqual(fiber.get(), i);
  }
  assert.ok(ticks > 2);
  setImmediate(() => {
    Promise.resolve().then(() => console.log('ok'));
  });
});
