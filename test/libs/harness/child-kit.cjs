'use strict';
// What the tasks of `child.cjs` share: how calls are made in each mode, what is seen of errors, how the harness is told.
const assert = require('node:assert');

/** Tells the harness something, and goes on when it has done what that means. */
exports.told = (what, value) => {
  process.send({ what, value });
  return new Promise((resolve) => process.once('message', ({ answer }) => resolve(answer)));
};

/**
 * @param {{test: object, mode: 'plain' | 'fibers', port: number, count: number, unit: number}} options
 */
exports.kitFor = ({ test, mode, port, count, unit }) => {
  const { comparable = (message) => message, blocking, started, plain, expected } = test;
  const numbers = Array.from({ length: count }, (_, n) => n);

  /** What a program sees of an error. There are libraries that throw texts. */
  function seen(error) {
    if (!(error instanceof Error)) return { thrown: comparable(String(error)) };
    const { name, code, errno, syscall, cause } = error;
    // Only the way to the server differs.
    const message = comparable(error.message.replaceAll(String(port), '<port>'));
    return { name, message, code, errno, syscall, cause: cause instanceof Error ? seen(cause) : undefined };
  }

  async function outcome(fn, what = 'it') {
    const never = () => console.error(`${what}: never settled, and nothing is left that could settle it`);
    process.once('beforeExit', never);
    try {
      await fn();
    } catch (error) {
      return seen(error);
    } finally {
      process.off('beforeExit', never);
    }
    throw new Error(`${what}: it does not fail`);
  }

  /** Makes all calls at once, and says how long that took. */
  async function timed(fn) {
    const begun = performance.now();
    const replies = await fn();
    assert.deepStrictEqual(replies, numbers.map(expected));
    return performance.now() - begun;
  }

  const fiber = (fn, ...args) => Promise.resolve(require('greenpatch/api').spawn(fn, ...args));
  const inFiber = {
    // A library that has fibers of its own begins them itself.
    call: started ?? ((...args) => fiber(blocking, ...args)),
    run: fiber,
    sync: (target) => require('greenpatch/api').sync(target),
  };
  const inPlain = { call: plain ?? (async (...args) => blocking(...args)), run: async (fn) => fn(), sync: (it) => it };
  /** The first call takes longest: replies that go to the wrong caller show. */
  const delay = (n) => unit * (count - n);
  return { ...(mode === 'plain' ? inPlain : inFiber), count, numbers, delay, outcome, timed };
};
