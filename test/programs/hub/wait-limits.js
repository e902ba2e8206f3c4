// it: a wait ends by its timeout or its signal, whichever comes first, before, during or after; it takes nothing along with it
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { getEventListeners } = require('node:events');
const { spawn, wait, idle } = require('greenpatch/api');
const { code, controlsOf, settle } = require('./support/kit');

const never = new Promise(() => {});
const timedOut = { ...code('TIMEOUT'), message: /did not settle within 20 ms/ };

/** Waits in a fiber, lets `happen` happen, and tells how the wait ended; nothing may be left of it. */
function outcome(awaited, options, happen) {
  const listeners = () => (options.signal ? getEventListeners(options.signal, 'abort').length : 0);
  const [timers, listening] = [clock.pending(), listeners()];
  const fiber = spawn(() => {
    try {
      return wait(awaited, options);
    } catch (error) {
      return { threw: error };
    }
  });
  settle();
  happen?.(fiber);
  const result = fiber.get();
  assert.strictEqual(clock.pending(), timers, 'a timer is left over');
  assert.strictEqual(listeners(), listening, 'a listener is left over');
  return result;
}
const failure =
  (...args) =>
  () => {
    const { threw } = outcome(...args);
    assert.notStrictEqual(threw, undefined);
    throw threw;
  };
const pass = (ms) => () => clock.advance(ms);

spawn(function main() {
  assert.throws(failure(never, { timeout: 20 }, pass(20)), timedOut);
  assert.throws(failure({ then() {} }, { timeout: 20 }, pass(20)), timedOut);
  assert.throws(failure(never, { timeout: 0 }, pass(1)), code('TIMEOUT'));
  let settleIt;
  const settled = () => new Promise((resolve) => (settleIt = resolve));
  assert.strictEqual(
    outcome(settled(), { timeout: 20 }, () => (clock.advance(19), settleIt('in time'))),
    'in time',
  );
  assert.strictEqual(outcome(Promise.resolve(1), { timeout: 0 }), 1);

  // A fiber that is waited for goes on after the timeout.
  const slow = spawn(() => (settle(30), 'slow'));
  assert.throws(failure(slow, { timeout: 20 }, pass(20)), code('TIMEOUT'));
  assert.strictEqual(slow.get(), 'slow');

  // The signal: aborted before, during, after; its own reason is thrown, of whatever type.
  for (const reason of [undefined, new Error('abort'), 'text', null, 0]) {
    const before = AbortSignal.abort(reason);
    assert.strictEqual(outcome(never, { signal: before }).threw, before.reason);
    assert.strictEqual(outcome(Promise.resolve(1), { signal: before }).threw, before.reason);
    const during = new AbortController();
    const { signal } = during;
    assert.strictEqual(outcome(never, { signal }, () => during.abort(reason)).threw, signal.reason);
    const after = new AbortController();
    assert.strictEqual(outcome(Promise.resolve(1), { signal: after.signal }), 1);
    after.abort(reason);
    idle();
  }
  const { signal } = new AbortController();
  assert.strictEqual(
    outcome(
      spawn(() => (idle(), 'fiber')),
      { signal },
    ),
    'fiber',
  );
  const goesOn = spawn(() => (settle(30), 'goes on'));
  const controller = new AbortController();
  assert.strictEqual(outcome(goesOn, { signal: controller.signal }, () => controller.abort('x')).threw, 'x');
  assert.strictEqual(goesOn.get(), 'goes on');

  // Both, and what comes first counts, within one turn too.
  const both = () => {
    const aborter = new AbortController();
    return [{ timeout: 20, signal: aborter.signal }, () => aborter.abort('aborted'), pass(20)];
  };
  let [options, abort, timeout] = both();
  assert.throws(
    failure(never, options, () => (timeout(), abort())),
    timedOut,
  );
  [options, abort, timeout] = both();
  assert.strictEqual(outcome(never, options, () => (abort(), timeout())).threw, 'aborted');
  [options, abort, timeout] = both();
  assert.strictEqual(
    outcome(settled(), options, () => (settleIt('v'), settle(), abort(), timeout())),
    'v',
  );

  // Killed meanwhile.
  [options] = both();
  assert.strictEqual(outcome(never, options, (fiber) => controlsOf(fiber).requestKill('killed')).threw, 'killed');
  console.log('ok');
});
