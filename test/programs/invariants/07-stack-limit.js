// it: invariant 7: the stack limit is the fiber's own: a recursion goes as deep after each park as before, and on the hub as ever
'use strict';
const assert = require('node:assert');
const { spawn, idle, joinAll } = require('greenpatch/api');

function depth() {
  let deepest = 0;
  const down = (n) => {
    deepest = n;
    down(n + 1);
  };
  assert.throws(() => down(0), RangeError);
  return deepest;
}

/** Runs `fn` that many frames further down. */
const below = (frames, fn) => (frames === 0 ? fn() : below(frames - 1, fn));

for (let i = 0; i < 30; i++) depth(); // compiled alike from here on
const hubDepth = depth();

function body(n) {
  const before = depth();
  assert.ok(before > hubDepth * 0.8, `${before} in a fiber, ${hubDepth} on the hub`);
  idle();
  for (let i = 0; i < 3; i++) {
    below(n * 50, idle); // parked at different depths
    const after = depth();
    assert.ok(Math.abs(after - before) < before * 0.2, `${before} before a park, ${after} after`);
  }
}

spawn(function main() {
  joinAll(
    Array.from({ length: 6 }, (_, n) => spawn(body, n)),
    { raiseError: true },
  );
  setImmediate(() => {
    const after = depth();
    assert.ok(Math.abs(after - hubDepth) < hubDepth * 0.2, `${hubDepth} at first on the hub, ${after} at last`);
    console.log('ok');
  });
});
