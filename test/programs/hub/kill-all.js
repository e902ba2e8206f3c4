// it: killAll ends fibers in every state with one reason, waits for them, passes over the finished, and comes to the caller last
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, spawnLater, idle, sleep, killAll, currentFiber } = require('greenpatch/api');
const { gate, settle, thrown } = require('./support/kit');

const states = (fibers) => Object.fromEntries(Object.entries(fibers).map(([name, { state }]) => [name, state]));

/** One fiber of every kind. */
function everyKind(log) {
  const door = gate();
  const fibers = {
    done: spawn(() => 'done'),
    failed: spawn(() => {
      throw new Error('failed');
    }),
    woken: spawn(() => door.pass()),
    parked: spawn(() => gate().pass()),
    cleaning: spawn(() => {
      try {
        sleep(60_000);
      } finally {
        idle();
        log.push('cleaned up');
      }
    }),
    surviving: spawn(() => {
      try {
        gate().pass();
      } catch (error) {
        return `survived ${error}`;
      }
    }),
  };
  fibers.failed.link(() => {});
  idle();
  door.open();
  fibers.later = spawnLater(60_000, () => log.push('must not run'));
  return fibers;
}

spawn(function main() {
  const log = [];
  let fibers = everyKind(log);
  fibers['not started'] = spawn(() => log.push('must not run'));
  killAll(Object.values(fibers), 'reason');
  const expected = { done: 'done', failed: 'failed', surviving: 'done' };
  for (const name of ['woken', 'parked', 'cleaning', 'not started', 'later']) expected[name] = 'killed';
  assert.deepStrictEqual(states(fibers), expected);
  assert.deepStrictEqual(log, ['cleaned up'], 'it waited for the clean-up');
  for (const [name, fiber] of Object.entries(fibers))
    if (fiber.state === 'killed')
      assert.strictEqual(
        thrown(() => fiber.get()),
        'reason',
        name,
      );
  assert.strictEqual(fibers.surviving.get(), 'survived reason');
  killAll(Object.values(fibers)); // all have ended: nothing to do, nothing thrown
  killAll([]);
  assert.strictEqual(clock.pending(), 0);

  // On the hub it asks and does not wait.
  fibers = everyKind(log);
  delete fibers.woken; // will have gone on by then
  let onHub;
  setImmediate(() => {
    killAll(Object.values(fibers), 'reason');
    onHub = states(fibers);
  });
  settle();
  assert.deepStrictEqual([onHub.later, onHub.parked], ['killed', 'ready']);
  delete expected.woken;
  delete expected['not started'];
  assert.deepStrictEqual(states(fibers), expected);

  // With a limit to the wait.
  const stubborn = spawn(() => {
    try {
      gate().pass();
    } finally {
      sleep(100);
    }
  });
  idle();
  const killer = spawn(() => killAll([stubborn], 'reason', { timeout: 10 }));
  settle();
  clock.advance(10);
  killer.get();
  assert.strictEqual(stubborn.state, 'parked');
  clock.advance(90);
  assert.strictEqual(
    thrown(() => stubborn.get()),
    'reason',
  );

  // The caller among them, in the middle, and named twice.
  fibers = everyKind(log);
  const suicidal = spawn(() => {
    const all = Object.values(fibers);
    all.splice(3, 0, currentFiber());
    try {
      killAll([...all, currentFiber()], 'me too');
    } catch (error) {
      log.push(error, ...new Set(all.filter(({ finished }) => !finished)));
      throw error;
    }
    log.push('must not be reached');
  });
  log.length = 0;
  assert.strictEqual(
    thrown(() => suicidal.get()),
    'me too',
  );
  assert.deepStrictEqual(log, ['cleaned up', 'me too', suicidal]);
  assert.strictEqual(suicidal.state, 'killed');
  console.log('ok');
});
