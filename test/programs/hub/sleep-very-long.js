// it: a sleep may be longer than Node's timers can count; it lasts its time to the ms, and can be killed
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, spawnLater, sleep, withTimeout, wait, killAll } = require('greenpatch/api');
const { settle, thrown } = require('./support/kit');

const LIMIT = 2 ** 31 - 1;
spawn(function main() {
  const times = [LIMIT, LIMIT + 1, 2 ** 31, LIMIT * 3 + 5];
  const sleepers = times.map((ms) => spawn(sleep, ms));
  const later = spawnLater(2 ** 32, () => 'at last');
  const limited = spawn(() => thrown(() => withTimeout(2 ** 33, () => wait(new Promise(() => {})))).code);
  const endless = [Number.MAX_SAFE_INTEGER, Number.MAX_VALUE].map((ms) => spawn(sleep, ms));
  settle();
  /** Lets time pass up to an instant, and tells who has ended by then. */
  const until = (ms) => {
    clock.advance(ms - clock.now());
    settle();
    return sleepers.map(({ finished }) => Number(finished)).join('');
  };
  assert.strictEqual(until(LIMIT - 1), '0000');
  assert.strictEqual(until(LIMIT), '1000');
  assert.strictEqual(until(LIMIT + 1), '1110');
  assert.strictEqual(later.state, 'ready');
  assert.strictEqual(until(2 ** 32 - 1), '1110');
  assert.strictEqual(later.state, 'ready');
  assert.strictEqual(until(2 ** 32), '1110');
  assert.strictEqual(later.get(), 'at last');
  assert.strictEqual(until(LIMIT * 3 + 4), '1110');
  assert.strictEqual(until(LIMIT * 3 + 5), '1111');
  assert.strictEqual(limited.state, 'parked');
  until(2 ** 33);
  assert.strictEqual(limited.get(), 'ERR_GREENPATCH_TIMEOUT');

  assert.deepStrictEqual(
    endless.map(({ state }) => state),
    ['parked', 'parked'],
  );
  killAll(endless);
  assert.deepStrictEqual(
    endless.map(({ state }) => state),
    ['killed', 'killed'],
  );
  assert.strictEqual(clock.pending(), 0, 'nothing holds the process');
  console.log('ok');
});
