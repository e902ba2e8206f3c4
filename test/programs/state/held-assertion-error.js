// it: while an AssertionError is made of values with getters that block, other fibers keep the stacks of their errors
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { inFiber, joinAll, sleep, spawn } = require('greenpatch');

const LIMIT = 7;
Error.stackTraceLimit = LIMIT;
const limits = [];
const described = (text) => ({
  get text() {
    const before = Error.stackTraceLimit;
    assert.ok(inFiber());
    sleep(1);
    limits.push([before, Error.stackTraceLimit]);
    return text;
  },
});
const failing = Array.from({ length: 8 }, (_, i) =>
  spawn(() => {
    sleep(i / 4);
    assert.throws(() => assert.strictEqual(described('a'), described('b')), /a/);
    assert.ok(new assert.AssertionError({ actual: described('c'), expected: 1, operator: 'strictEqual' }).stack);
    assert.strictEqual(Error.stackTraceLimit, LIMIT);
  }),
);
const others = Array.from({ length: 8 }, (_, i) =>
  spawn(() => {
    for (let n = 0; n < 10; n++) {
      sleep(i / 10);
      assert.strictEqual(Error.stackTraceLimit, LIMIT);
      assert.match(new Error('other').stack, /held-assertion-error/);
    }
  }),
);
joinAll([...failing, ...others]);
for (const fiber of [...failing, ...others]) fiber.get();
assert.ok(limits.length >= 16, String(limits.length));
for (const [before, after] of limits) assert.strictEqual(after, before, 'who is in there finds what was there');
assert.ok(
  limits.some(([before]) => before === 0),
  'as in plain Node',
);
assert.strictEqual(Error.stackTraceLimit, LIMIT);

// A limit of 0 that the program has set holds for all code.
Error.stackTraceLimit = 0;
const seen = spawn(() => Error.stackTraceLimit);
sleep(1);
assert.deepStrictEqual([seen.get(), Error.stackTraceLimit], [0, 0]);
Error.stackTraceLimit = LIMIT;
console.log('ok');
