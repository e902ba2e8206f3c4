// it: sleepers wake in the order of their times, whatever the order they went to sleep in, each with what belongs to it
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, sleep, joinAll } = require('greenpatch/api');
const { settle } = require('./support/kit');

const COUNT = 300;
const log = [];
function sleeper(ms, gift) {
  sleep(ms);
  log.push({ ms, gift, at: clock.now() });
  return gift;
}

spawn(function main() {
  // Decreasing, then shuffled; no two alike.
  const decreasing = Array.from({ length: COUNT }, (_, n) => 10 * (COUNT - n));
  const shuffled = Array.from({ length: COUNT }, (_, n) => 10 * ((n * 7919) % COUNT) + 5);
  const sleepers = [...decreasing, ...shuffled].map((ms) => ({ ms, gift: { ms } }));
  const fibers = sleepers.map(({ ms, gift }) => spawn(sleeper, ms, gift));
  settle();
  assert.strictEqual(clock.pending(), 2 * COUNT);
  while (clock.pending() > 0) {
    clock.advance(1);
    settle(2);
  }
  joinAll(fibers, { raiseError: true });
  assert.deepStrictEqual(
    log.map(({ ms }) => ms),
    sleepers.map(({ ms }) => ms).sort((a, b) => a - b),
  );
  for (const { ms, gift, at } of log) assert.deepStrictEqual([gift.ms, at], [ms, ms]);
  fibers.forEach((fiber, n) => assert.strictEqual(fiber.get(), sleepers[n].gift));

  // Those whose times run out together wake in the order they went to sleep in.
  log.length = 0;
  ['a', 'b', 'c', 'd'].forEach((gift) => spawn(sleeper, 50, gift));
  settle();
  clock.advance(50);
  settle();
  assert.deepStrictEqual(
    log.map(({ gift }) => gift),
    ['a', 'b', 'c', 'd'],
  );
  console.log('ok');
});
