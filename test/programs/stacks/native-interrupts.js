// it: interrupts that other threads request of V8 while stacks are switched all arrive, and soon
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { native } = require('../../fixtures/addons');

const COUNT = 2000;
const switching = Array.from(
  { length: 10 },
  () =>
    new Coroutine(() => {
      for (;;) Coroutine.suspend();
    }),
);
native.interrupt(COUNT, 20);
const started = Date.now();
while (native.interrupted() < COUNT && Date.now() - started < 10_000) for (const one of switching) one.resume();
assert.strictEqual(native.interrupted(), COUNT);

// One that comes while a coroutine computes and nothing switches.
const busy = new Coroutine(() => {
  native.interrupt(1, 1000);
  const end = Date.now() + 5000;
  while (native.interrupted() === COUNT && Date.now() < end);
  return native.interrupted();
});
assert.strictEqual(busy.resume(), COUNT + 1);
console.log('ok');
