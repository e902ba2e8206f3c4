// it: semaphores, locks and pool places are held by no more than allowed, first come, first served, and never lost to a kill or timeout, in many interleavings
'use strict';
const assert = require('node:assert');
const { BoundedSemaphore, idle, Pool, Queue, RLock, Semaphore, spawn } = require('greenpatch/api');
const { controlsOf, exploring, holders, passes } = require('./support/kit');

const semaphore = (Class) => (permits) => {
  const lock = new Class(permits);
  return {
    enter: (limit) => lock.acquire(limit),
    leave: () => lock.release(),
    free: () => (assert.strictEqual(lock.waiting, 0), lock.value),
  };
};
const kinds = {
  Semaphore: semaphore(Semaphore),
  BoundedSemaphore: semaphore(BoundedSemaphore),
  RLock() {
    const lock = new RLock();
    return {
      enter: (limit) => lock.acquire(limit) && lock.acquire(),
      leave: () => (lock.release(), lock.release()),
      free: () => (assert.strictEqual(lock.waiting, 0), lock.locked() ? 0 : 1),
    };
  },
  hold(permits) {
    const lock = new Semaphore(permits);
    const holds = [];
    const enter = (limit) => {
      const hold = lock.hold(limit);
      holds.push(hold);
      return true;
    };
    return { enter, leave: () => holds.pop()[Symbol.dispose](), free: () => lock.value };
  },
  // Tokens in a queue are permits too.
  Queue(permits) {
    const queue = new Queue(Infinity, Array(permits).fill('token'));
    const enter = (limit) => {
      try {
        return queue.get(limit) === 'token';
      } catch (error) {
        if (error.code === 'ERR_GREENPATCH_EMPTY') return false;
        throw error;
      }
    };
    return { enter, leave: () => queue.put('token'), free: () => queue.size };
  },
};

passes(async () => {
  for (const [name, make] of Object.entries(kinds)) {
    let entered = 0;
    for (const permits of name === 'RLock' ? [1] : [1, 2]) {
      await exploring(60, (run) => (entered += holders(run, permits, make)));
    }
    assert.ok(entered > 60, `${name}: ${entered} entered`);
  }

  // A place of a pool is taken by waiting for it, and given back by the end of the fiber.
  await exploring(60, (run) => {
    const pool = new Pool(2);
    let inside = 0;
    const task = () => {
      assert.ok(++inside <= 2);
      try {
        for (let i = run.below(3); i > 0; i--) idle();
      } finally {
        inside--;
      }
    };
    const spawners = Array.from({ length: 6 }, () => spawn(() => pool.spawn(task)));
    for (let i = run.below(5); i > 0; i--) {
      idle();
      const victim = [...spawners, ...pool][run.below(6)];
      if (victim !== undefined && !victim.finished) controlsOf(victim).requestKill();
    }
    for (const spawner of spawners) spawner.join();
    pool.join();
    idle();
    assert.deepStrictEqual([pool.size, pool.freeCount, inside], [0, 2, 0]);
  });
});
