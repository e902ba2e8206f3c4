// it: frames that are optimised, deoptimised and replaced on the stack while coroutines are parked in them stay right
// flags: --expose-gc --allow-natives-syntax --stress-inline --always-osr
// timeout: 60000
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { run } = require('./support/gc-workload');

function add(box, park) {
  let sum = 0;
  for (let i = 0; i < 50; i++) {
    const before = { value: box.value + i };
    if (i === 25 && park) Coroutine.suspend();
    sum += before.value;
  }
  return sum;
}
%PrepareFunctionForOptimization(add);
const expected = add({ value: 1 }, false);
add({ value: 2 }, false);
%OptimizeFunctionOnNextCall(add);
const parked = Array.from({ length: 50 }, () => new Coroutine(() => add({ value: 1 }, true)));
for (const coroutine of parked) {
  coroutine.resume();
  gc({ type: 'minor' });
}
// Another shape: the code that the parked frames are in is thrown away.
assert.strictEqual(add({ other: 1, value: 1 }, false), expected);
%DeoptimizeFunction(add);
gc();
for (const coroutine of parked) assert.strictEqual(coroutine.resume(), expected);
run({ coroutines: 20, depth: 3, rounds: 2 });
console.log('ok');
