// it: v8.queryObjects, heap statistics, memoryUsage and the inspector's HeapProfiler work in coroutines and beside parked ones
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Session } = require('inspector');
const v8 = require('v8');
const { Coroutine } = require('../../../dist/fiber');

class Wanted {}
const parked = Array.from(
  { length: 7 },
  () =>
    new Coroutine(() => {
      const held = new Wanted();
      Coroutine.suspend();
      return held;
    }),
);
for (const one of parked) one.resume();

const inside = (fn) => {
  const coroutine = new Coroutine(fn);
  const value = coroutine.resume();
  assert.strictEqual(coroutine.state, 'returned', value?.stack);
  return value;
};
if (v8.queryObjects) {
  assert.strictEqual(v8.queryObjects(Wanted), 7);
  assert.strictEqual(
    inside(() => v8.queryObjects(Wanted)),
    7,
  );
}
assert.ok(inside(() => process.memoryUsage().heapUsed) > 0);
assert.ok(inside(() => v8.getHeapStatistics().used_heap_size) > 0);
assert.ok(inside(() => v8.getHeapSpaceStatistics()).length > 3);
assert.ok(inside(() => v8.serialize({ a: [1, 2, 3] }).length) > 0);

const session = new Session();
session.connect();
const post = (method, params) => {
  let answer;
  session.post(method, params, (error, result) => {
    assert.ifError(error);
    answer = result;
  });
  return answer;
};
inside(() => {
  post('HeapProfiler.enable');
  post('HeapProfiler.startSampling', { samplingInterval: 64 });
  function allocateHere() {
    return Array.from({ length: 20000 }, (_, i) => ({ i }));
  }
  const kept = allocateHere();
  const { profile } = post('HeapProfiler.stopSampling');
  assert.ok(JSON.stringify(profile).includes('"allocateHere"'));
  assert.strictEqual(kept.length, 20000);
});
session.disconnect();
for (const one of parked) assert.ok(one.resume() instanceof Wanted);
console.log('ok');
