// it: a hook that is enabled while another fiber's hook blocks counts at once; hooks that block do so truly
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { AsyncResource, createHook } = require('node:async_hooks');
const { inFiber, joinAll, spawn } = require('greenpatch');

const cell = new Int32Array(new SharedArrayBuffer(4));
const fibers = Array.from({ length: 8 }, (_, i) =>
  spawn(() => {
    const seen = [];
    const note = (what) => (assert.ok(!inFiber()), Atomics.wait(cell, 0, 0, 1), seen.push(what));
    const hook = createHook(
      Object.freeze({
        init: (_, type) => type === `OWN${i}` && note('init'),
        before: (id) => id === own && note('before'),
        after: (id) => id === own && note('after'),
      }),
    ).enable();
    let own = 0;
    const resource = new AsyncResource(`OWN${i}`);
    own = resource.asyncId();
    resource.runInAsyncScope(() => (assert.ok(inFiber()), Atomics.wait(cell, 0, 0, 1), seen.push('call')));
    hook.disable();
    return seen;
  }),
);
joinAll(fibers);
for (const fiber of fibers) {
  const seen = fiber.get();
  assert.deepStrictEqual([seen[0], seen.includes('before'), seen.includes('call'), seen.at(-1)], ['init', true, true, 'after']); // prettier-ignore
}
assert.throws(() => createHook({ init: 1 }), { code: 'ERR_ASYNC_CALLBACK' });
assert.throws(() => createHook(), TypeError);
assert.deepStrictEqual([createHook.name, createHook.length], ['createHook', 1]);
console.log('ok');
