// it: an error that arrives after a park is handled in the context of its event: stores, async ids and resource are those of plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const hooks = require('node:async_hooks');
const fs = require('node:fs');
const { spawn } = require('greenpatch');

const { AsyncLocalStorage, AsyncResource, executionAsyncId, executionAsyncResource, triggerAsyncId } = hooks;
const store = new AsyncLocalStorage();
const cell = new Int32Array(new SharedArrayBuffer(4));
const begun = new Map();
const context = () => [store.getStore(), executionAsyncId(), triggerAsyncId(), executionAsyncResource()];

const note = (name) => begun.has(name) || begun.set(name, context());
/** Throws behind a park, in the context that has been noted, or is now. */
const boom = (name) => () => {
  note(name);
  Atomics.wait(cell, 0, 0, 5);
  throw new Error(name);
};
const events = {
  timer: (fail) => setTimeout(fail, 1),
  immediate: (fail) => setImmediate(fail),
  tick: (fail) => process.nextTick(fail),
  file: (fail) => fs.readFile(__filename, fail),
  // Both restore what was before when their function throws.
  resource: (fail) => setTimeout(() => (note('resource'), new AsyncResource('inner').runInAsyncScope(fail)), 1),
  run: (fail) => setTimeout(() => (note('run'), store.run('inner', fail)), 1),
  fiber: (fail) => void spawn(fail),
  interval(fail) {
    const timer = setInterval(() => (clearInterval(timer), fail()), 1);
  },
};

/** How many more `before` than `after` each id has had. */
const open = new Map();
const count = (by) => (asyncId) => open.set(asyncId, (open.get(asyncId) ?? 0) + by);
const hook = hooks.createHook({ before: count(+1), after: count(-1) });

(async () => {
  for (const hooked of [false, true]) {
    begun.clear();
    if (hooked) hook.enable();
    for (const [name, begin] of Object.entries(events)) {
      const handled = new Promise((resolve) => {
        process.once('uncaughtException', (error) => resolve([error.message, context()]));
      });
      store.run(`store of ${name}`, begin, boom(name));
      const [message, found] = await handled;
      assert.strictEqual(message, name);
      const expected = begun.get(name);
      assert.deepStrictEqual(found.slice(0, 3), expected.slice(0, 3), `${name}, hooks: ${hooked}`);
      assert.strictEqual(found[3], expected[3], name);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  hook.disable();
  const unbalanced = [...open].filter(([asyncId, times]) => times !== 0 && asyncId !== executionAsyncId());
  assert.ok(unbalanced.length <= 1 && unbalanced.every(([, times]) => times === 1 || times === -1), `${unbalanced}`);
  console.log('ok');
})();
