// it: timeouts nest: the one that runs out is told by its error, wherever it is caught, and the others stay in force
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, sleep, withTimeout } = require('greenpatch/api');
const { settle, thrown } = require('./support/kit');

function within(ms, fn) {
  const fiber = spawn(fn);
  settle();
  for (let i = 0; i < ms; i++) {
    clock.advance(1);
    settle(3);
  }
  assert.strictEqual(clock.pending(), 0, 'a timer is left over');
  return fiber.get();
}
const scope = (ms, error, fn) => withTimeout(ms, fn, { error });
/** What a wait of that many ms ends with. */
const ending = (ms) => {
  try {
    sleep(ms);
    return 'slept';
  } catch (error) {
    return error;
  }
};

spawn(function main() {
  // The inner one runs out; the outer one lets it through, and goes on.
  assert.strictEqual(
    within(10, () => thrown(() => scope(20, 'outer', () => scope(10, 'inner', () => sleep(99))))),
    'inner',
  );
  const inner = within(20, () => {
    const log = [];
    const caught = thrown(() =>
      scope(20, 'outer', () => {
        log.push(thrown(() => scope(10, 'inner', () => sleep(99))));
        sleep(99);
      }),
    );
    return [...log, caught];
  });
  assert.deepStrictEqual(inner, ['inner', 'outer']);

  // The outer one runs out: through the inner scope, whose own timeout never comes.
  const outer = within(50, () => {
    const log = [];
    log.push(thrown(() => scope(10, 'outer', () => scope(20, 'inner', () => sleep(99)))));
    log.push(ending(30));
    return log;
  });
  assert.deepStrictEqual(outer, ['outer', 'slept']);

  // Both in the same ms. The outer one was there first, and its error leaves both scopes.
  assert.strictEqual(
    within(10, () => thrown(() => scope(10, 'outer', () => scope(10, 'inner', () => sleep(99))))),
    'outer',
  );
  // Caught in between, it is over; the inner one, due as well, is delivered at the next park of its own scope.
  const same = within(10, () => scope(10, 'outer', () => scope(10, 'inner', () => [ending(99), ending(99)])));
  assert.deepStrictEqual(same, ['outer', 'inner']);
  // The inner one was there first, the outer one in the same turn: both are delivered, each where it belongs.
  const late = spawn(() => {
    const log = [];
    log.push(
      thrown(() =>
        scope(10, 'outer', () => {
          log.push(thrown(() => scope(9, 'inner', () => sleep(99))));
          log.push(ending(99));
          log.push(ending(3));
          throw 'of fn';
        }),
      ),
    );
    return log;
  });
  settle();
  clock.advance(10);
  settle();
  clock.advance(3);
  assert.deepStrictEqual(late.get(), ['inner', 'outer', 'slept', 'of fn']);

  // Swallowed inside: the wait has ended, the scope goes on without a limit.
  const swallowed = within(30, () => scope(10, 'mine', () => [ending(99), ending(15), 'done']));
  assert.deepStrictEqual(swallowed, ['mine', 'slept', 'done']);

  // A deep nest: every second one shorter than the one around it.
  const nest = (depth) =>
    depth === 0 ? sleep(9999) : scope(depth % 2 ? depth : 1000 + depth, depth, () => nest(depth - 1));
  assert.strictEqual(
    within(1, () => thrown(() => nest(50))),
    1,
  );

  // Two scopes with the same error object: each still ends its own waits.
  const shared = new Error('shared');
  const twins = within(20, () =>
    scope(20, shared, () => [thrown(() => scope(10, shared, () => sleep(99))), ending(99)]),
  );
  assert.deepStrictEqual(twins, [shared, shared]);
  console.log('ok');
});
