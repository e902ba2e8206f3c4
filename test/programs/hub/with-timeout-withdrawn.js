// it: a timeout that ran out after its scope had ended, or whose scope a kill has left, never reaches a later park
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, idle, sleep, withTimeout } = require('greenpatch/api');
const { controlsOf, gate, settle, thrown } = require('./support/kit');

const scope = (ms, error, fn) => withTimeout(ms, fn, { error });
const ending = (fn) => {
  try {
    return fn();
  } catch (error) {
    return error;
  }
};

/** A fiber in a scope, whose wait and time come to an end in the same turn; then it parks again, outside. */
function racer(finish) {
  const [door, after] = [gate(), gate()];
  const fiber = spawn(() => {
    const log = [ending(() => scope(10, 'timeout', () => finish(door)))];
    log.push(ending(() => after.pass()));
    return log;
  });
  settle();
  return { door, after, fiber };
}

spawn(function main() {
  // It came second: what it wanted to end has been ended by a kill.
  let it = racer((door) => door.pass());
  controlsOf(it.fiber).requestKill('kill');
  clock.advance(10);
  settle();
  it.after.open('undisturbed');
  assert.deepStrictEqual(it.fiber.get(), ['kill', 'undisturbed']);

  // The value was there first, but had not been picked up: the timeout overtakes it, and is over with that.
  it = racer((door) => door.pass());
  it.door.open('value');
  clock.advance(10);
  settle();
  it.after.open('undisturbed');
  assert.deepStrictEqual(it.fiber.get(), ['timeout', 'undisturbed']);

  // The kill is caught inside the scope: the timeout belongs to the rest of the scope.
  it = racer((door) => [ending(() => door.pass()), ending(() => sleep(99))]);
  controlsOf(it.fiber).requestKill('kill');
  clock.advance(10);
  settle();
  it.after.open('undisturbed');
  assert.deepStrictEqual(it.fiber.get(), [['kill', 'timeout'], 'undisturbed']);

  // ... which may not park again: then it is withdrawn, and the scope has its result.
  it = racer((door) => [ending(() => door.pass())]);
  controlsOf(it.fiber).requestKill('kill');
  clock.advance(10);
  settle();
  it.after.open('undisturbed');
  assert.deepStrictEqual(it.fiber.get(), [['kill'], 'undisturbed']);

  // A clean-up that parks, inside the scope, in the moment after its timeout; and outside.
  const cleaning = spawn(() => {
    const log = [];
    try {
      scope(10, 'timeout', () => {
        try {
          sleep(99);
        } finally {
          sleep(5);
          log.push('inside');
        }
      });
    } catch (error) {
      log.push(error);
    } finally {
      idle();
      log.push('outside');
    }
    return log;
  });
  settle();
  for (let i = 0; i < 15; i++) (clock.advance(1), settle(3));
  assert.deepStrictEqual(cleaning.get(), ['inside', 'timeout', 'outside']);

  // Scopes that fail or return in time leave no timer that could come later.
  const quick = spawn(() => {
    scope(10, 'never', () => idle());
    thrown(() =>
      scope(10, 'never', () => {
        throw new Error('of fn');
      }),
    );
    return ending(() => (sleep(50), 'slept'));
  });
  settle();
  assert.strictEqual(clock.pending(), 1);
  clock.advance(50);
  assert.strictEqual(quick.get(), 'slept');
  console.log('ok');
});
