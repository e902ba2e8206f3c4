// it: withTimeout ends the innermost wait when its time runs out, with its own error, and otherwise gives what fn gives
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, idle, sleep, wait, joinAll, withTimeout } = require('greenpatch/api');
const { code, gate, settle, thrown } = require('./support/kit');

/** Runs `fn` in a fiber while so many ms pass, and gives what it returns. */
function within(ms, fn) {
  const fiber = spawn(fn);
  settle();
  for (let i = 0; i < ms; i++) {
    clock.advance(1);
    settle(3);
  }
  return fiber.get();
}

spawn(function main() {
  // In time: results and errors are fn's own.
  for (const value of [undefined, 0, null, {}])
    assert.strictEqual(
      withTimeout(10, () => value),
      value,
    );
  assert.strictEqual(
    within(5, () => withTimeout(10, () => (sleep(5), 'in time'))),
    'in time',
  );
  const error = new Error('of fn');
  const failing = () => {
    idle();
    throw error;
  };
  assert.strictEqual(
    thrown(() => withTimeout(10, failing)),
    error,
  );
  assert.strictEqual(clock.pending(), 0);

  // Too late, in every kind of wait.
  const waits = {
    sleep: () => sleep(60_000),
    wait: () => wait(new Promise(() => {})),
    join: () => spawn(() => gate().pass()).join(),
    joinAll: () => joinAll([spawn(() => gate().pass())]),
    idle: () => {
      for (;;) idle();
    },
    'sleep(0)': () => {
      for (let i = 0; ; i++) (sleep(0), i % 10 || idle());
    },
  };
  for (const [name, fn] of Object.entries(waits)) {
    const started = clock.now();
    const timedOut = within(20, () => thrown(() => withTimeout(10, fn)));
    assert.strictEqual(timedOut.code, 'ERR_GREENPATCH_TIMEOUT', name);
    assert.strictEqual(clock.now() - started, 20);
    assert.strictEqual(clock.pending(), 0, name);
  }

  // Its error: says whose and how long, and where; or what one wants.
  function slowly() {
    sleep(60_000);
  }
  const own = within(10, () => thrown(() => withTimeout(10, slowly)));
  assert.throws(
    () => {
      throw own;
    },
    { ...code('TIMEOUT'), message: /withTimeout\(10\).*slowly.*10 ms/ },
  );
  assert.match(own.stack, /with-timeout\.js/);
  assert.match(within(10, () => thrown(() => withTimeout(10, () => sleep(99)))).message, /a function/);
  const worded = within(10, () => thrown(() => withTimeout(10, slowly, { message: 'too slow' })));
  assert.deepStrictEqual([worded.code, worded.message], ['ERR_GREENPATCH_TIMEOUT', 'too slow']);
  for (const mine of [new RangeError('mine'), 'text', 0, false, Symbol('mine')]) {
    assert.strictEqual(
      within(10, () => thrown(() => withTimeout(10, slowly, { error: mine, message: 'x' }))),
      mine,
    );
  }

  // Zero is a time like others: what parks is ended in the next turn of the loop, what does not park is not.
  assert.strictEqual(
    withTimeout(0, () => 'at once'),
    'at once',
  );
  assert.throws(() => {
    throw within(1, () => thrown(() => withTimeout(0, slowly)));
  }, code('TIMEOUT'));

  // Code that never parks is not interrupted, nor is what follows the scope.
  const busy = within(30, () => {
    const result = withTimeout(10, () => (clock.advance(20), 'never parked'));
    sleep(5);
    return result;
  });
  assert.strictEqual(busy, 'never parked');

  // A fiber spawned in the scope is not part of it.
  const child = within(20, () => withTimeout(10, () => spawn(() => (sleep(15), 'child'))));
  assert.strictEqual(child.get(), 'child');

  // Unobserved, it is an error of its fiber like others.
  const lost = spawn(() => withTimeout(10, slowly, { error }));
  lost.link(() => {});
  settle();
  clock.advance(10);
  settle();
  assert.strictEqual(lost.state, 'failed');
  assert.strictEqual(clock.pending(), 0);
  console.log('ok');
});
