// it: joinAll waits for all fibers or for some, gives them in the order they ended, and throws the first failure if asked to
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, idle, joinAll, withTimeout } = require('greenpatch/api');
const { controlsOf, gate, settle, thrown } = require('./support/kit');

/** Fibers by name, each behind a door. */
function behindDoors(names) {
  return [...names].map((name) => {
    const door = gate();
    const fiber = spawn(() => door.pass());
    fiber.name = name;
    return { name, fiber, open: () => door.open(name), fail: (error) => door.fail(error) };
  });
}
const names = (fibers) => fibers.map(({ name }) => name).join('');

/** Joins in a fiber while `happen` happens. */
function outcome(fibers, options, happen) {
  const joiner = spawn(() => {
    try {
      return joinAll(fibers, options);
    } catch (error) {
      return error;
    }
  });
  settle();
  happen();
  settle();
  return joiner;
}

spawn(function main() {
  assert.deepStrictEqual(joinAll([]), []);
  assert.deepStrictEqual(joinAll(new Set(), { count: 5, timeout: 10, raiseError: true }), []);

  let [a, b, c, d] = behindDoors('abcd');
  let all = [a, b, c, d].map(({ fiber }) => fiber);
  const open =
    (...doors) =>
    () =>
      doors.forEach((door) => door.open());
  let joiner = outcome(all, {}, open(c, a, d));
  assert.strictEqual(joiner.state, 'parked');
  b.open();
  assert.strictEqual(names(joiner.get()), 'cadb');
  assert.strictEqual(names(joinAll(all)), 'abcd', 'those that have ended before, in the order of the list');
  assert.strictEqual(names(joinAll([...all, ...all, a.fiber])), 'abcd', 'each of them once');
  assert.strictEqual(names(joinAll(new Set(all))), 'abcd', 'any iterable');
  assert.strictEqual(
    names(
      joinAll(
        (function* () {
          yield* all;
        })(),
      ),
    ),
    'abcd',
  );

  // Some have ended, some have not.
  [a, b, c, d] = behindDoors('abcd');
  all = [a, b, c, d].map(({ fiber }) => fiber);
  idle();
  c.open();
  idle();
  joiner = outcome(all, { count: 3 }, open(b, a));
  assert.strictEqual(names(joiner.get()), 'cba');
  assert.strictEqual(names(joinAll(all, { count: 2 })).length, 3, 'more than enough');
  assert.deepStrictEqual(joinAll([d.fiber], { count: 0 }), []);
  assert.strictEqual(d.fiber.state, 'parked');
  joiner = outcome(all, { count: 99 }, open(d));
  assert.strictEqual(names(joiner.get()), 'abcd');

  // A timeout gives what there is; the fibers go on.
  [a, b, c] = behindDoors('abc');
  all = [a, b, c].map(({ fiber }) => fiber);
  joiner = outcome(all, { timeout: 50 }, open(b));
  clock.advance(49);
  settle();
  assert.strictEqual(joiner.state, 'parked');
  clock.advance(1);
  assert.strictEqual(names(joiner.get()), 'b');
  assert.deepStrictEqual(
    [a, c].map(({ fiber }) => fiber.state),
    ['parked', 'parked'],
  );
  joiner = outcome(all, { timeout: 50 }, open(a, c));
  assert.strictEqual(names(joiner.get()), 'bac');
  assert.strictEqual(clock.pending(), 0);

  // raiseError: the first failure, at once; killed fibers are none. Without it, failures are results like others.
  [a, b, c, d] = behindDoors('abcd');
  all = [a, b, c, d].map(({ fiber }) => fiber);
  const error = new Error('first');
  joiner = outcome(all, { raiseError: true }, () => (d.open(), controlsOf(b.fiber).requestKill(), c.fail(error)));
  assert.strictEqual(joiner.get(), error);
  assert.strictEqual(a.fiber.state, 'parked', 'it did not wait for the rest');
  assert.strictEqual(
    thrown(() => joinAll(all, { raiseError: true, count: 1 })),
    error,
    'failed already',
  );
  const second = new Error('second');
  a.fail(second);
  assert.strictEqual(names(joinAll(all)), 'bcda');
  assert.strictEqual(
    thrown(() => joinAll(all, { raiseError: true })),
    second,
    'the first of the list',
  );
  assert.deepStrictEqual(
    all.map(({ state }) => state),
    ['failed', 'killed', 'failed', 'done'],
  );

  // The joiner itself is timed out or killed: the fibers are left alone.
  [a] = behindDoors('a');
  joiner = outcome([a.fiber], {}, () => {});
  joiner.kill();
  const limited = spawn(() => thrown(() => withTimeout(5, () => joinAll([a.fiber]), { error: 'timeout' })));
  settle();
  clock.advance(5);
  assert.strictEqual(limited.get(), 'timeout');
  assert.strictEqual(a.fiber.state, 'parked');
  a.open();
  assert.strictEqual(a.fiber.get(), 'a');
  assert.strictEqual(clock.pending(), 0);
  console.log('ok');
});
