// it: invariant 5: one wake per park: a second or late wake-up is dropped and never reaches the next park
'use strict';
const assert = require('node:assert');
const { spawn, idle } = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { controlsOf, gate, settle, thrown } = require('../hub/support/kit');

const parkOnce = (start) => park({ what: 'a test', start });

/** Parks a fiber once, lets `wake` loose on the waker, and tells what came out of this park and of the next one. */
function outcome(wake) {
  let first;
  const second = gate();
  const fiber = spawn(() => {
    const results = [];
    try {
      results.push(parkOnce((waker) => (first = waker)));
    } catch (error) {
      results.push(`threw ${error}`);
    }
    results.push(second.pass());
    return results;
  });
  idle();
  wake(first);
  assert.strictEqual(first.done, true);
  settle();
  assert.strictEqual(fiber.state, 'parked', 'the second park is still waiting');
  wake(first); // late: the fiber is in its next park now
  settle();
  assert.strictEqual(fiber.state, 'parked', 'a late wake-up was delivered to the next park');
  second.open('own');
  return fiber.get();
}

spawn(function main() {
  assert.deepStrictEqual(
    outcome((waker) => (waker.resolve(1), waker.resolve(2))),
    [1, 'own'],
  );
  assert.deepStrictEqual(
    outcome((waker) => (waker.resolve(1), waker.reject(2))),
    [1, 'own'],
  );
  assert.deepStrictEqual(
    outcome((waker) => (waker.reject(1), waker.resolve(2))),
    ['threw 1', 'own'],
  );
  assert.deepStrictEqual(
    outcome((waker) => (waker.reject(1), waker.reject(2))),
    ['threw 1', 'own'],
  );
  assert.deepStrictEqual(
    outcome((waker) => waker.resolve(undefined)),
    [undefined, 'own'],
  );

  // Used inside `start`: the park does not suspend, and what follows is late as well.
  let waker;
  assert.strictEqual(
    parkOnce((w) => ((waker = w), assert.strictEqual(w.done, false), w.resolve('inside'))),
    'inside',
  );
  const next = gate();
  const opener = spawn(() => (waker.resolve('stale'), waker.reject('stale'), next.open('right')));
  assert.strictEqual(next.pass(), 'right');
  opener.join();

  // `start` throws: that is the end of this park, whatever its waker does later.
  const broken = new Error('start failed');
  assert.strictEqual(
    thrown(() =>
      parkOnce(
        (w) => (
          (waker = w),
          assert.ok(!w.done),
          (() => {
            throw broken;
          })()
        ),
      ),
    ),
    broken,
  );
  assert.strictEqual(waker.done, true);
  spawn(() => (waker.resolve('stale'), next.open('right again')));
  assert.strictEqual(next.pass(), 'right again');

  // Killed: the waker is done at once, and dead.
  const victim = spawn(() => {
    try {
      parkOnce((w) => (waker = w));
    } catch {
      return next.pass();
    }
  });
  idle();
  spawn(() => {
    controlsOf(victim).requestKill('stop');
    assert.strictEqual(waker.done, true);
    waker.resolve('stale');
  });
  settle();
  waker.reject('stale');
  settle();
  assert.strictEqual(victim.state, 'parked');
  next.open('after the kill');
  assert.strictEqual(victim.get(), 'after the kill');
  waker.resolve('the fiber has ended');
  console.log('ok');
});
