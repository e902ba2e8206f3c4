// it: invariant 7: executionAsyncId, triggerAsyncId and the resource are the same before and after a park at every kind of entry
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const {
  AsyncResource,
  createHook,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
} = require('node:async_hooks');
const { wait } = require('greenpatch');
const { entries } = require('./support/entries');
const kit = require('./support/kit');

const park = (what) => {
  const door = kit.door(what);
  kit.loop(door.open);
  door.pass();
};
const here = () => ({ id: executionAsyncId(), trigger: triggerAsyncId(), resource: executionAsyncResource() });
function same(a, b, what) {
  assert.strictEqual(a.id, b.id, `${what}: id`);
  assert.strictEqual(a.trigger, b.trigger, `${what}: trigger`);
  assert.strictEqual(a.resource, b.resource, `${what}: resource`);
}

async function body(what) {
  const before = here();
  park(what);
  same(here(), before, what);
  const outer = new AsyncResource('outer');
  const inner = new AsyncResource('inner');
  outer.runInAsyncScope(() => {
    park(what);
    assert.strictEqual(executionAsyncId(), outer.asyncId(), what);
    inner.runInAsyncScope(() => {
      park(what);
      assert.strictEqual(executionAsyncId(), inner.asyncId(), what);
    });
    assert.strictEqual(executionAsyncId(), outer.asyncId(), what);
  });
  same(here(), before, what);
  try {
    inner.runInAsyncScope(() => {
      park(what);
      throw new Error('out of a scope');
    });
  } catch (error) {
    assert.strictEqual(error.message, 'out of a scope');
  }
  same(here(), before, what);
  await null;
  const after = here();
  park(what);
  same(here(), after, `${what}, after an await`);
}
const round = () => {
  const mine = here();
  const all = Object.entries(entries).map(
    ([name, entry]) => new Promise((resolve) => entry(() => resolve(body(name)))),
  );
  wait(Promise.all(all));
  same(here(), mine, 'the main module');
};
round();
const hook = createHook({ init() {}, before() {}, after() {} }).enable();
round();
hook.disable();
round();
console.log('ok');
