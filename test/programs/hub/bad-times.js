// it: bad input: a time that is negative, NaN, infinite or no number throws ERR_GREENPATCH_INVALID_ARG before anything begins
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, spawnLater, sleep, idle, wait, joinAll, killAll, withTimeout } = require('greenpatch/api');
const { code, gate } = require('./support/kit');

const BAD = [-1, -0.001, -Infinity, NaN, Infinity, '5', null, true, 5n, {}, [5], Symbol('5'), () => 5];
const invalid = {
  ...code('INVALID_ARG'),
  message: /must be a finite number of milliseconds, zero or greater, but is /,
};
const never = () => assert.fail('began');

spawn(function main() {
  const door = gate();
  const fiber = spawn(() => door.pass());
  const finished = spawn(() => 1);
  const promise = new Promise(() => {});
  idle();
  const calls = {
    sleep: (ms) => sleep(ms),
    spawnLater: (ms) => spawnLater(ms, never),
    withTimeout: (ms) => withTimeout(ms, never),
    wait: (ms) => wait(promise, { timeout: ms }),
    'wait for a fiber': (ms) => wait(fiber, { timeout: ms }),
    join: (ms) => fiber.join(ms),
    get: (ms) => fiber.get(ms),
    'get of one that has ended': (ms) => finished.get(ms),
    joinAll: (ms) => joinAll([fiber], { timeout: ms }),
    'joinAll of none': (ms) => joinAll([], { timeout: ms }),
    kill: (ms) => fiber.kill('reason', { timeout: ms }),
    killAll: (ms) => killAll([fiber], 'reason', { timeout: ms }),
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const ms of BAD) assert.throws(() => call(ms), invalid, `${name}(${String(ms)})`);
  }
  assert.throws(() => sleep(), { ...invalid, message: /"ms" must be .* but is undefined/ });
  assert.throws(() => withTimeout(undefined, never), invalid);
  assert.strictEqual(clock.pending(), 0, 'nothing began');
  assert.strictEqual(fiber.state, 'parked', 'nor was anybody disturbed');
  door.open('undisturbed');
  assert.strictEqual(fiber.get(), 'undisturbed');

  // The edges of what is allowed.
  assert.strictEqual(finished.get(-0), 1);
  assert.strictEqual(finished.get(0.5), 1);
  assert.strictEqual(finished.join(Number.MAX_VALUE), true);
  sleep(0);
  console.log('ok');
});
