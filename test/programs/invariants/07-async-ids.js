// it: invariant 7: a fiber has an async id of its own, the same before and after each park, with and without async hooks
'use strict';
const assert = require('node:assert');
const {
  AsyncResource,
  createHook,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
} = require('node:async_hooks');
const { spawn, sleep, idle, wait, joinAll } = require('greenpatch/api');

const inits = [];
const hook = createHook({
  init: (asyncId, type, triggerId) => type === 'Fiber' && inits.push({ asyncId, triggerId }),
  before() {},
  after() {},
});

const here = () => ({ id: executionAsyncId(), trigger: triggerAsyncId(), resource: executionAsyncResource() });
const same = (a, b) => {
  assert.strictEqual(a.id, b.id);
  assert.strictEqual(a.trigger, b.trigger);
  assert.strictEqual(a.resource, b.resource);
};

function body() {
  const mine = here();
  for (const parkOnce of [idle, () => sleep(1), () => wait(new Promise(setImmediate)), () => spawn(idle).join()]) {
    parkOnce();
    same(here(), mine);
  }
  // Scopes that are open across a park, one within the other.
  const outer = new AsyncResource('outer');
  const inner = new AsyncResource('inner', { triggerAsyncId: mine.id });
  outer.runInAsyncScope(() => {
    idle();
    assert.strictEqual(executionAsyncId(), outer.asyncId());
    inner.runInAsyncScope(() => {
      sleep(1);
      assert.strictEqual(executionAsyncId(), inner.asyncId());
      assert.strictEqual(triggerAsyncId(), mine.id);
      assert.strictEqual(executionAsyncResource(), inner);
    });
    assert.strictEqual(executionAsyncId(), outer.asyncId());
  });
  assert.throws(
    () =>
      outer.runInAsyncScope(() => {
        idle();
        throw new Error('out of a scope');
      }),
    /out of a scope/,
  );
  same(here(), mine);
  return mine.id;
}

function round() {
  const ids = joinAll(
    Array.from({ length: 10 }, () => spawn(body)),
    { raiseError: true },
  ).map((fiber) => fiber.get());
  assert.strictEqual(new Set(ids).size, 10);
  return ids;
}

spawn(function main() {
  round();
  hook.enable();
  const mine = executionAsyncId();
  inits.length = 0;
  const ids = round();
  const made = inits.filter(({ triggerId }) => triggerId === mine).map(({ asyncId }) => asyncId);
  assert.deepStrictEqual(
    made,
    ids.toSorted((a, b) => a - b),
  );
  hook.disable();
  round();
  setTimeout(() => {
    assert.notStrictEqual(executionAsyncId(), mine);
    console.log('ok');
  }, 1);
});
