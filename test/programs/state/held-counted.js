// it: below a function that holds what others could take away nothing parks: it blocks, is counted like the hub's, and says why
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { hubBlocking, inFiber, sleep, spawn } = require('greenpatch');
const Fiber = require('fibers');

const cell = new Int32Array(new SharedArrayBuffer(4));
const calls = () => hubBlocking().calls;
const below = (fn) => structuredClone(Object.defineProperty({}, 'below', { get: fn, enumerable: true })).below;

sleep(1);
const before = calls();
assert.strictEqual(
  below(() => Atomics.wait(cell, 0, 0, 1)),
  'timed-out',
);
assert.strictEqual(calls(), before + 1);
assert.ok(inFiber());
below(() => assert.ok(!inFiber()));
const refused = {
  code: 'ERR_GREENPATCH_NOT_IN_FIBER',
  message: /below a function of Node that no other .* postMessage/,
};
below(() => assert.throws(() => sleep(1), refused));
// Others begin all the same, when the call is over.
let other;
below(() => void (other = spawn(() => inFiber())));
assert.strictEqual(other.get(), true);
assert.throws(() => below(() => { throw new RangeError('own'); }), RangeError); // prettier-ignore
assert.ok(inFiber(), 'after an error as well');
// The stack of a node-fiber is not left in there either; one that begins in there may be left.
const inner = new Fiber(() => below(() => Fiber.yield()));
assert.throws(() => inner.run(), { code: 'ERR_GREENPATCH_NOT_IN_FIBER' });
assert.strictEqual(
  below(() => new Fiber(() => Fiber.yield(7)).run()),
  7,
);
console.log('ok');
