// it: a coroutine resumes others, hundreds deep, and each suspension and error goes to the one that resumed it
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Coroutine, housekeeping } = require('../../../dist/fiber');

function chain(depth) {
  const mine = { depth };
  if (depth === 0) {
    gc();
    return Coroutine.suspend('bottom') + mine.depth;
  }
  const below = new Coroutine(() => chain(depth - 1));
  let out = below.resume();
  while (below.state === 'suspended') out = below.resume(Coroutine.suspend(out));
  if (below.state === 'threw') throw out;
  return out + mine.depth;
}
const DEPTH = 200;
const top = new Coroutine(() => chain(DEPTH));
assert.strictEqual(top.resume(), 'bottom');
gc();
assert.strictEqual(top.resume(5), 5 + (DEPTH * (DEPTH + 1)) / 2);

// An error comes up through all of them, being the same one.
const thrown = new Error('from below');
const failing = (depth) =>
  new Coroutine(() => {
    if (depth === 0) throw thrown;
    const below = failing(depth - 1);
    const out = below.resume();
    if (below.state === 'threw') throw out;
  });
const tower = failing(DEPTH);
assert.strictEqual(tower.resume(), thrown);

// The coroutine that resumes is the one that gets it next: not the one that did before.
const shared = new Coroutine(() => {
  for (let i = 0; ; i++) Coroutine.suspend(i);
});
const users = Array.from(
  { length: 3 },
  () =>
    new Coroutine(() => {
      const got = [];
      for (let i = 0; i < 3; i++) {
        got.push(shared.resume());
        Coroutine.suspend();
      }
      return got;
    }),
);
for (let i = 0; i < 3; i++) for (const user of users) user.resume();
assert.deepStrictEqual(
  users.map((user) => user.resume()),
  [
    [0, 3, 6],
    [1, 4, 7],
    [2, 5, 8],
  ],
);

// A tree: each runs its children to the end while it is itself a child.
const count = (depth) =>
  depth === 0 ? 1 : 1 + [0, 1].reduce((sum) => sum + new Coroutine(() => count(depth - 1)).resume(), 0);
assert.strictEqual(count(10), 2 ** 11 - 1);
assert.strictEqual(housekeeping.stats().live, 1); // `shared`
console.log('ok');
