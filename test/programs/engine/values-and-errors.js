// it: values and errors pass both ways, unchanged, through thousands of coroutines
'use strict';
const assert = require('assert');
const { Coroutine, engineStatus } = require('../../../dist/fiber');

const values = [
  undefined,
  null,
  0,
  -0,
  NaN,
  1.5,
  2 ** 31,
  2 ** 53,
  10n ** 30n,
  '',
  'text',
  Symbol('s'),
  {},
  [],
  () => 1,
  true,
  new Error('e'),
];
const echo = new Coroutine((first) => {
  let value = first;
  for (;;) value = Coroutine.suspend(value);
});
for (const value of values) assert.ok(Object.is(echo.resume(value), value), String(value));

// Thousands at once, in turns forwards and backwards.
const COUNT = engineStatus().engine.kind === 'switch' ? 5000 : 1000;
const all = Array.from(
  { length: COUNT },
  (_, i) =>
    new Coroutine((value) => {
      let sum = value;
      for (let n = 0; n < 3; n++) sum += Coroutine.suspend({ i, n });
      if (i % 2) throw new RangeError(`error ${i} ${sum}`);
      return sum;
    }),
);
for (const [i, one] of all.entries()) assert.deepStrictEqual(one.resume(i), { i, n: 0 });
for (const [i, one] of [...all.entries()].reverse()) assert.deepStrictEqual(one.resume(1), { i, n: 1 });
for (const [i, one] of all.entries()) assert.deepStrictEqual(one.resume(10), { i, n: 2 });
for (const [i, one] of [...all.entries()].reverse()) {
  const out = one.resume(100);
  if (i % 2) {
    assert.strictEqual(one.state, 'threw');
    assert.ok(out instanceof RangeError);
    assert.strictEqual(out.message, `error ${i} ${i + 111}`);
  } else {
    assert.strictEqual(one.state, 'returned');
    assert.strictEqual(out, i + 111);
  }
}

// What is thrown keeps its identity, whatever it is.
for (const value of values) {
  const thrower = new Coroutine(() => {
    throw value;
  });
  assert.ok(Object.is(thrower.resume(), value));
  assert.strictEqual(thrower.state, 'threw');
}

// Functions get what `resume` passes, or what they were made with.
assert.strictEqual(new Coroutine((a) => a).resume(7), 7);
const self = { own: 3 };
assert.strictEqual(
  new Coroutine(
    function (a, b) {
      return this.own + a + b;
    },
    self,
    [1, 2],
  ).resume(9),
  6,
);
console.log('ok');
