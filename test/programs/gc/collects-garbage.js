// it: what only an ended coroutine's stack referred to is collected; what a parked one refers to is not
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');

const COUNT = 100;
const refs = { ended: [], parked: [], dropped: [] };
const collected = new Set();
const registry = new FinalizationRegistry((name) => collected.add(name));

function body(kind, i) {
  const object = { name: `${kind} ${i}`, payload: new Array(1000).fill(i) };
  refs[kind].push(new WeakRef(object));
  registry.register(object, object.name);
  Coroutine.suspend();
  return object.payload.length; // alive until here
}

const alive = (kind) => refs[kind].filter((ref) => ref.deref() !== undefined).length;

/** Turns of the loop: a WeakRef holds its target to the end of the job that looked at it, and finalizers run as tasks. */
async function collect() {
  for (let i = 0; i < 5; i++) {
    await new Promise(setImmediate);
    gc();
  }
  await new Promise(setImmediate);
}

(async () => {
  const make = (kind) => Array.from({ length: COUNT }, (_, i) => new Coroutine(() => body(kind, i)));
  const parked = make('parked');
  let ended = make('ended');
  for (const one of [...parked, ...ended]) one.resume();
  for (const one of ended) assert.strictEqual(one.resume(), 1000);
  ended = null;
  await collect();
  assert.strictEqual(alive('parked'), COUNT, 'an object of a parked coroutine was collected');
  // The stacks go back to the pool with their last frames still on them: a few words may look like references to the last.
  assert.ok(alive('ended') <= 2, `${alive('ended')} objects of ended coroutines are still alive`);
  assert.ok([...collected].every((name) => name.startsWith('ended')));
  assert.ok(collected.size >= COUNT - 2, `finalizers ran for ${collected.size} of ${COUNT}`);

  for (const one of parked) assert.strictEqual(one.resume(), 1000);
  await collect();
  assert.ok(alive('parked') <= 2, `${alive('parked')} objects are still alive after their coroutines ended`);
  console.log('ok');
})();
