// it: after a stack overflow the same coroutine parks, resumes, collects garbage and overflows again; so do its neighbours
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { unguarded, sort, withFinally } = require('./support/recursions');

function body(i) {
  const kept = { i };
  let deepest = 0;
  for (let round = 0; round < 5; round++) {
    deepest = Math.max(deepest, [unguarded, sort, withFinally][round % 3]());
    Coroutine.suspend(round);
    gc({ type: 'minor' });
    assert.strictEqual(kept.i, i);
  }
  return deepest;
}

const all = Array.from({ length: 10 }, (_, i) => new Coroutine(() => body(i)));
for (let round = 0; round < 5; round++) for (const one of all) assert.strictEqual(one.resume(), round);
for (const one of all) assert.ok(one.resume() > 1000);

// Deep, and parked there: others come and go meanwhile.
function deep(n) {
  if (n > 0) return deep(n - 1) + 1;
  Coroutine.suspend();
  return 0;
}
const parked = Array.from({ length: 20 }, () => new Coroutine(() => deep(4000)));
for (const one of parked) one.resume();
gc();
assert.ok(new Coroutine(unguarded).resume() > 4000);
for (const one of parked) assert.strictEqual(one.resume(), 4000);

// An overflow that is not caught in the coroutine is an ordinary error for the code that resumed it.
const failing = new Coroutine(function down() {
  down();
});
assert.match(failing.resume().message, /^Maximum call stack size exceeded$/);
assert.strictEqual(failing.state, 'threw');
console.log('ok');
