// it: async hooks are balanced where entries park: each before has its after, none runs inside another's by mistake
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { createHook, executionAsyncId } = require('node:async_hooks');
const { entries } = require('./support/entries');
const kit = require('./support/kit');

const inits = new Map();
const open = new Map(); // id -> how often it has begun and not ended
const faults = [];
const count = (id, by) => {
  if (!inits.has(id)) return; // it was there before the hook
  const now = (open.get(id) ?? 0) + by;
  if (now < 0) faults.push(`after without before: ${inits.get(id)} ${id}`);
  if (now === 0) open.delete(id);
  else open.set(id, now);
};
const hook = createHook({
  init(id, type) {
    if (inits.has(id)) faults.push(`two inits: ${type} ${id}`);
    inits.set(id, type);
  },
  before(id) {
    if (executionAsyncId() !== id) faults.push(`before of ${inits.get(id)} ${id} in ${executionAsyncId()}`);
    count(id, 1);
  },
  after(id) {
    if (executionAsyncId() !== id) faults.push(`after of ${inits.get(id)} ${id} in ${executionAsyncId()}`);
    count(id, -1);
  },
});
// What runs already, the main module's fiber above all, has begun before.
setImmediate(function begin() {
  hook.enable();
  const all = Object.entries(entries).flatMap(([name, entry]) =>
    [1, 2, 3].map(
      () =>
        new Promise((resolve) =>
          entry(() => {
            const id = executionAsyncId();
            const door = kit.door(name);
            kit.loop(door.open);
            door.pass();
            if (executionAsyncId() !== id) faults.push(`${name}: ${executionAsyncId()} is not ${id}`);
            resolve(name);
          }),
        ),
    ),
  );
  Promise.all(all).then((names) => {
    assert.strictEqual(names.length, Object.keys(entries).length * 3);
    // Out of everything that has begun: an immediate of an immediate.
    setImmediate(() => setImmediate(finish));
  });
});
function finish() {
  hook.disable();
  assert.deepStrictEqual(faults, []);
  // This immediate, and what is between two turns of a fiber's life, are under way.
  const left = [...open.keys()].filter((id) => !['Immediate', 'Fiber'].includes(inits.get(id)));
  assert.deepStrictEqual(
    left.map((id) => `${inits.get(id)} ${id}`),
    [],
    'begun and never ended',
  );
  for (const type of ['PROMISE', 'TickObject', 'Timeout', 'Immediate', 'FSREQCALLBACK', 'MESSAGEPORT']) {
    assert.ok([...inits.values()].includes(type), type);
  }
  console.log('ok');
}
