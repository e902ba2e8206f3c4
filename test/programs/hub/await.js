// it: asynchronous code can await a fiber, as often as it likes; it is a promise to Promise.all, race and allSettled
'use strict';
const assert = require('node:assert');
const { spawn, idle, sleep, inFiber } = require('greenpatch/api');
const { gate } = require('./support/kit');

const fail = (error) => () => {
  idle();
  throw error;
};

async function main() {
  const door = gate();
  const fiber = spawn(() => door.pass());
  const both = Promise.all([fiber, fiber.then((value) => value + 1)]);
  let settled = false;
  both.then(() => (settled = true));
  await new Promise(setImmediate);
  assert.strictEqual(settled, false);
  door.open(1);
  assert.deepStrictEqual(await both, [1, 2]);
  assert.strictEqual(await fiber, 1);
  assert.strictEqual(await fiber, 1);
  assert.strictEqual(inFiber(), false);

  const error = new Error('failed');
  const failing = spawn(fail(error));
  for (let i = 0; i < 2; i++) {
    await assert.rejects(
      async () => await failing,
      (thrown) => thrown === error,
    );
  }
  const victim = spawn(sleep, 60_000);
  await new Promise(setImmediate);
  victim.kill('killed');
  assert.deepStrictEqual(await Promise.allSettled([fiber, failing, victim]), [
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: error },
    { status: 'rejected', reason: 'killed' },
  ]);
  assert.strictEqual(await Promise.race([spawn(() => idle()), spawn(() => 'quick')]), 'quick');

  // `then` is that of a promise: handlers run in a later job, return what they return, and catch.
  const calls = [];
  const chained = fiber.then((value) => (calls.push(value), 'next'));
  assert.deepStrictEqual(calls, []);
  assert.ok(chained instanceof Promise);
  assert.strictEqual(await chained, 'next');
  assert.strictEqual(await fiber.then(), 1);
  assert.strictEqual(await fiber.then(null, null), 1);
  assert.strictEqual(await failing.then(undefined, (thrown) => thrown), error);

  // What a fiber returns is awaited too, as with any promise; get() gives it as it is.
  const promise = Promise.resolve('inner');
  const nested = spawn(() => promise);
  assert.strictEqual(await nested, 'inner');
  assert.strictEqual(await spawn(() => nested.get() === promise), true);
  assert.strictEqual(await spawn(() => spawn(() => 'of a fiber in a fiber')), 'of a fiber in a fiber');
  console.log('ok');
}
main();
