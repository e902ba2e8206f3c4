// it: coroutines suspended inside async scopes can be resumed in any order, from the hub, from other scopes and from each other
'use strict';
const assert = require('assert');
const { AsyncResource, executionAsyncId } = require('async_hooks');
const { Coroutine } = require('../../../dist/fiber');

const make = (i) =>
  new Coroutine(() => {
    const outer = new AsyncResource('Outer');
    return outer.runInAsyncScope(() => {
      Coroutine.suspend();
      const inner = new AsyncResource('Inner');
      inner.runInAsyncScope(() => {
        assert.strictEqual(executionAsyncId(), inner.asyncId());
        Coroutine.suspend();
        assert.strictEqual(executionAsyncId(), inner.asyncId());
      });
      assert.strictEqual(executionAsyncId(), outer.asyncId());
      Coroutine.suspend();
      assert.strictEqual(executionAsyncId(), outer.asyncId());
      return i;
    });
  });

const hubId = executionAsyncId();
let seed = 42;
const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
const all = Array.from({ length: 100 }, (_, i) => make(i));
let open = [...all];
while (open.length > 0) {
  const one = open[random(open.length)];
  // Resumed from the hub, from within a scope, or from another coroutine that is itself in one.
  const how = random(3);
  if (how === 0) one.resume();
  else if (how === 1) new AsyncResource('Resumer').runInAsyncScope(() => one.resume());
  else new Coroutine(() => new AsyncResource('Other').runInAsyncScope(() => one.resume())).resume();
  assert.strictEqual(executionAsyncId(), hubId);
  open = all.filter((coroutine) => !coroutine.finished);
}

// More depth than Node's stack of async ids holds without growing.
const deep = new Coroutine(() => {
  const down = (n) => {
    if (n === 0) return Coroutine.suspend('deep');
    const resource = new AsyncResource('Deep');
    const value = resource.runInAsyncScope(() => down(n - 1));
    assert.strictEqual(executionAsyncId(), hubId);
    return value;
  };
  const nested = (n) =>
    new AsyncResource('N').runInAsyncScope(() => (n === 0 ? Coroutine.suspend('deeper') : nested(n - 1)));
  assert.strictEqual(down(0), 1);
  return nested(100);
});
assert.strictEqual(deep.resume(), 'deep');
assert.strictEqual(deep.resume(1), 'deeper');
assert.strictEqual(executionAsyncId(), hubId);
assert.strictEqual(deep.resume(2), 2);
assert.strictEqual(executionAsyncId(), hubId);
setImmediate(() => console.log('ok'));
