// it: invariant 8: a wait that gave up before the failure, a kill and an undone link observe nothing: the error is reported
'use strict';
const clock = require('../hub/support/clock');
const assert = require('node:assert');
const { spawn, idle, wait, joinAll, killAll, withTimeout, currentFiber } = require('greenpatch/api');
const { gate, settle, thrown, uncaught } = require('../hub/support/kit');

const errors = uncaught();

/** A fiber that fails when its door opens, or when it is killed and cleans up. */
function failing(name) {
  const door = gate();
  const error = new Error(name);
  const fiber = spawn(() => {
    try {
      door.pass();
    } finally {
      throw error; // eslint-disable-line no-unsafe-finally -- a clean-up that fails is what this is about
    }
  });
  idle();
  return { fiber, error, open: () => door.open() };
}

const giveUp = {
  'join with a timeout': (fiber) => assert.strictEqual(fiber.join(10), false),
  'get with a timeout': (fiber) => assert.strictEqual(thrown(() => fiber.get(10)).code, 'ERR_GREENPATCH_TIMEOUT'),
  'wait with a timeout': (fiber) =>
    assert.strictEqual(thrown(() => wait(fiber, { timeout: 10 })).code, 'ERR_GREENPATCH_TIMEOUT'),
  'wait that is killed': (fiber) => {
    const waiter = spawn(() => wait(fiber));
    idle();
    waiter.kill();
  },
  'joinAll with a timeout': (fiber) => assert.deepStrictEqual(joinAll([fiber], { timeout: 10 }), []),
  'join in withTimeout': (fiber) => thrown(() => withTimeout(10, () => fiber.join())),
  'join that is killed': (fiber) => {
    const joiner = spawn(() => fiber.join());
    idle();
    joiner.kill();
  },
  unlink(fiber) {
    const callback = () => {};
    fiber.link(callback);
    fiber.unlink(callback);
  },
};

spawn(function main() {
  const ticking = setInterval(() => clock.advance(1), 1);
  for (const [name, wait] of Object.entries(giveUp)) {
    const { fiber, error, open } = failing(name);
    wait(fiber);
    open();
    settle();
    assert.deepStrictEqual(errors.splice(0), [error], name);
  }
  clearInterval(ticking);

  // Who kills waits for the end, and has no interest in how the clean-up went.
  const killed = failing('kill');
  assert.strictEqual(killed.fiber.kill(), true);
  const first = failing('killAll, first');
  const second = failing('killAll, second');
  killAll([first.fiber, second.fiber]);
  settle();
  assert.deepStrictEqual(errors.splice(0), [killed.error, first.error, second.error]);
  assert.deepStrictEqual([killed.fiber.state, first.fiber.state], ['failed', 'failed']);

  // Nor does a failing link count as another fiber's error.
  const linked = spawn(() => 'fine');
  linked.link(() => {
    assert.strictEqual(currentFiber().name, 'link');
    idle();
    throw killed.error;
  });
  settle();
  assert.deepStrictEqual(errors.splice(0), [killed.error]);
  console.log('ok');
});
