// it: invariant 8: join, get, wait, joinAll, link, then and await observe a failure, before it or while what was ready still runs
'use strict';
const assert = require('node:assert');
const { spawn, wait, joinAll } = require('greenpatch/api');
const { settle, thrown, uncaught } = require('../hub/support/kit');

const errors = uncaught();
process.on('unhandledRejection', (error) => assert.fail(`unhandled: ${error}`));

const OBSERVERS = {
  join: (fiber) => assert.strictEqual(fiber.join(), true),
  get: (fiber, error) =>
    assert.strictEqual(
      thrown(() => fiber.get()),
      error,
    ),
  wait: (fiber, error) =>
    assert.strictEqual(
      thrown(() => wait(fiber)),
      error,
    ),
  'wait with a signal': (fiber, error) =>
    assert.strictEqual(
      thrown(() => wait(fiber, { signal: new AbortController().signal })),
      error,
    ),
  joinAll: (fiber) => assert.deepStrictEqual(joinAll([fiber]), [fiber]),
  raiseError: (fiber, error) =>
    assert.strictEqual(
      thrown(() => joinAll([fiber], { raiseError: true })),
      error,
    ),
  link(fiber) {
    let linked;
    fiber.link((given) => (linked = given));
    settle();
    assert.strictEqual(linked, fiber);
  },
  then(fiber, error) {
    let caught;
    fiber.then(assert.fail, (given) => (caught = given));
    settle();
    assert.strictEqual(caught, error);
  },
  await(fiber, error) {
    let caught;
    (async () => {
      try {
        await fiber;
      } catch (given) {
        caught = given;
      }
    })();
    settle();
    assert.strictEqual(caught, error);
  },
};

function fails() {
  const error = new Error('observed');
  const fiber = spawn(() => {
    throw error;
  });
  return [fiber, error];
}

spawn(function main() {
  for (const [name, observe] of Object.entries(OBSERVERS)) {
    observe(...fails()); // it has not run yet
    const [fiber, error] = fails();
    // Ready behind it: the failure comes first, the observer right after.
    let state;
    const observer = spawn(() => ((state = fiber.state), observe(fiber, error)));
    observer.get();
    assert.strictEqual(state, 'failed');
    settle();
    assert.deepStrictEqual(errors, [], name);
  }
  // Too late: the error has been reported, and is there for a caller that asks.
  const [fiber, error] = fails();
  settle();
  assert.deepStrictEqual(errors.splice(0), [error]);
  assert.strictEqual(
    thrown(() => fiber.get()),
    error,
  );
  console.log('ok');
});
