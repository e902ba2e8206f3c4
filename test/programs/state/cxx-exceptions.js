// it: fibers that park inside a C++ catch, or while an exception is on its way, each find their own exception afterwards
// preload: greenpatch
'use strict';
const assert = require('assert');
const { idle, spawn, joinAll } = require('greenpatch/api');
const { cxx } = require('../../fixtures/addons');

const FIBERS = 12;
/** Each leaves after another number of turns: not in the order, nor the reverse order, in which they came. */
const turns = (i) => 1 + ((i * 5) % FIBERS);
const park = (i) => {
  for (let n = turns(i); n > 0; n--) idle();
};

spawn(() => {
  for (const way of ['callInCatch', 'rethrowInCatch', 'callInUnwinding']) {
    const uncaught = way === 'callInUnwinding' ? 1 : 0;
    const fibers = Array.from({ length: FIBERS }, (_, i) =>
      spawn(() => {
        assert.strictEqual(cxx.handled(), 0);
        const inside = () => {
          assert.strictEqual(cxx.uncaught(), uncaught);
          park(i);
          assert.strictEqual(cxx.uncaught(), uncaught);
          assert.strictEqual(cxx.handled(), 1 - uncaught);
        };
        assert.strictEqual(cxx[way](inside, i), i, way);
        assert.strictEqual(cxx.uncaught(), 0);
      }),
    );
    idle();
    assert.strictEqual(cxx.handled() + cxx.uncaught(), 0);
    joinAll(fibers);
    for (const fiber of fibers) fiber.get();
  }
  console.log('ok');
});
