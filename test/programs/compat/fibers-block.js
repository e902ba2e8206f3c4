// it: a blocking call in a node-fiber parks the fiber of the hub that runs it, so run() gives what it gives in plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const Fiber = require('fibers');
const { currentFiber, spawn } = require('greenpatch/api');
const { door, until } = require('../jobs/support/kit');

const closed = door();
const reader = Fiber(() => {
  const me = currentFiber();
  Fiber.yield(fs.readFileSync(__filename, 'utf8').length); // the first value comes from a call that parks
  closed.pass();
  assert.strictEqual(currentFiber(), me);
  return Fiber.yield('after the door');
});
assert.strictEqual(reader.run(), fs.statSync(__filename).size);

let others = 0;
spawn(() => {
  until(() => closed.waiting === 1, 'the fiber blocks');
  others++;
  closed.open();
});
assert.strictEqual(reader.run(), 'after the door');
assert.strictEqual(others, 1, 'others ran while it was parked');
assert.strictEqual(reader.run('end'), 'end');
assert.strictEqual(reader.started, false);

// Several, one in the other: all of them are parked, and all go on.
const inner = door();
const nested = Fiber(() => {
  const second = Fiber(() => {
    const third = Fiber(() => Fiber.yield(inner.pass('deep')));
    return [third.run(), third.run('third')];
  });
  return [...second.run(), 'first'];
});
spawn(() => {
  until(() => inner.waiting === 1, 'the innermost blocks');
  inner.open();
});
assert.deepStrictEqual(nested.run(), ['deep', 'third', 'first']);
console.log('ok');
