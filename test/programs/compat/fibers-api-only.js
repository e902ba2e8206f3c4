// it: without patches node-fibers run on the hub, and one that sleeps there gives run() back at once
'use strict';
const assert = require('node:assert');
const { adapt, inFiber, sleep, spawn } = require('greenpatch/api');

adapt('fibers');
const Fiber = require('fibers');
assert.ok(!inFiber());
const log = [];
const fiber = Fiber((value) => {
  log.push(value);
  sleep(5);
  log.push('slept');
  log.push(Fiber.yield('nobody gets it'));
  return 'end';
});
assert.strictEqual(fiber.run('start'), undefined);
assert.strictEqual(fiber.run('on'), undefined, 'its turn comes when it has yielded');
assert.deepStrictEqual(log, ['start']);
assert.strictEqual(Fiber(() => Fiber.yield(1)).run(), 1);
assert.throws(
  () =>
    Fiber(() => {
      throw new Error('at once');
    }).run(),
  /^Error: at once$/,
);
spawn(() => {
  while (fiber.started) sleep(1);
  assert.deepStrictEqual(log, ['start', 'slept', 'on']);
  console.log('ok');
});
