// it: kill ends a fiber in each of its states: ready, woken, parked in every call; and what it was parked on forgets it
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { getEventListeners } = require('node:events');
const api = require('greenpatch/api');
const { spawn, sleep, idle, wait, joinAll, killAll, withTimeout } = api;
const { gate, settle, thrown } = require('./support/kit');

const { signal } = new AbortController();
const other = spawn(() => gate().pass());
const PARKED = {
  sleep: () => sleep(60_000),
  'sleep(0)': () => sleep(0),
  idle: () => idle(),
  wait: () => wait(new Promise(() => {})),
  'wait with limits': () => wait(new Promise(() => {}), { timeout: 60_000, signal }),
  'wait for a fiber': () => wait(other, { timeout: 60_000, signal }),
  join: () => other.join(60_000),
  get: () => other.get(60_000),
  joinAll: () => joinAll([other], { timeout: 60_000 }),
  withTimeout: () => withTimeout(60_000, () => gate().pass()),
  'nested timeouts': () => withTimeout(60_000, () => withTimeout(50_000, () => wait(other))),
  gate: () => gate().pass(),
};

spawn(function main() {
  for (const [name, parkOnce] of Object.entries(PARKED)) {
    const fiber = spawn(() => {
      parkOnce();
      assert.fail(`${name} returned`);
    });
    sleep(0); // it has parked, and what it did for that turn has not come
    if (fiber.finished) continue;
    assert.strictEqual(fiber.kill('K'), true, name);
    assert.strictEqual(fiber.state, 'killed', name);
    assert.strictEqual(
      thrown(() => fiber.get()),
      'K',
      name,
    );
    settle();
    assert.strictEqual(clock.pending(), 0, `${name} left a timer`);
    assert.strictEqual(getEventListeners(signal, 'abort').length, 0, `${name} left a listener`);
  }
  // Woken, and not gone on yet.
  const doors = [gate(), gate()];
  const fibers = [spawn(() => doors[0].pass()), spawn(() => doors[1].pass())];
  idle();
  doors[0].open('a value');
  doors[1].fail(new Error('an error'));
  killAll(fibers, 'K');
  assert.deepStrictEqual(
    fibers.map((fiber) => thrown(() => fiber.get())),
    ['K', 'K'],
  );
  assert.strictEqual(other.state, 'parked');
  other.kill();
  console.log('ok');
});
