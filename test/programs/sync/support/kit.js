'use strict';
// What the programs about the tools of concurrent code share. Order is made by the seeded scheduler and a virtual clock.
const assert = require('node:assert');
const { idle, spawn, withTimeout } = require('greenpatch/api');
const { explore } = require('greenpatch/testing');
const { code, controlsOf, thrown } = require('../../hub/support/kit');

Object.assign(exports, { code, controlsOf, thrown });

/** Explores a test, and fails when a run of it has left a timer behind. */
exports.exploring = (seeds, test) =>
  explore(
    (run) => {
      const result = test(run);
      assert.strictEqual(run.clock.pending, 0, 'a timer is left over');
      return result;
    },
    { seeds },
  );

/** Goes round the loop a random number of times. */
exports.dawdle = (run, most = 3) => {
  for (let i = run.below(most + 1); i > 0; i--) idle();
};

/** Prints ok when all of it has passed; a failure ends the program. */
exports.passes = (promises) =>
  promises().then(
    () => console.log('ok'),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );

/**
 * The contract of everything that is held by at most so many: never by more, in the order of arrival, never lost, whichever fiber is
 * killed or times out at whatever point.
 * @param make gives `{ enter(limit), leave(), free() }`; `enter` returns false when its time ran out
 */
exports.holders = (run, permits, make) => {
  const lock = make(permits);
  let arrived = 0;
  let latest = -1;
  let inside = 0;
  let entered = 0;
  const enter = () => {
    const kind = run.below(4);
    if (kind === 0) return lock.enter({ timeout: 1 + run.below(3) });
    return kind === 1 ? withTimeout(1 + run.below(3), () => lock.enter()) : lock.enter();
  };
  const worker = () => {
    exports.dawdle(run);
    const nth = arrived++;
    if (!enter()) return;
    try {
      // Of two who get it, the one who came first gets it first. With several permits the two may go on in any order.
      if (permits === 1) assert.ok(nth > latest, 'overtaken');
      latest = nth;
      entered++;
      assert.ok(++inside <= permits, 'held by too many');
      exports.dawdle(run);
    } finally {
      inside--;
      lock.leave();
    }
  };
  const fibers = Array.from({ length: 6 }, () => spawn(worker));
  for (const fiber of fibers) controlsOf(fiber).observe();
  for (let i = run.below(5); i > 0; i--) {
    exports.dawdle(run);
    const victim = fibers[run.below(fibers.length)];
    if (!victim.finished) controlsOf(victim).requestKill();
  }
  for (const fiber of fibers) fiber.join();
  for (const fiber of fibers) {
    const expected = fiber.state !== 'failed' || controlsOf(fiber).outcome.code === 'ERR_GREENPATCH_TIMEOUT';
    if (!expected) throw controlsOf(fiber).outcome;
  }
  idle();
  assert.strictEqual(lock.free(), permits, 'a permit is lost, or there is one too many');
  return entered;
};
