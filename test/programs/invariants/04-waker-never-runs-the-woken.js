// it: invariant 4: a waker never runs the woken; the woken fibers go on in the order of the wakes
'use strict';
const assert = require('node:assert');
const { spawn, spawnLater, idle, wait, killAll } = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { gate, settle } = require('../hub/support/kit');

const log = [];

/** A fiber parked behind a door; what lets it go on is logged. */
function parkedFiber(name) {
  const door = gate(name);
  const fiber = spawn(() => {
    try {
      log.push(`${name} ${door.pass()}`);
    } catch (error) {
      log.push(`${name} ${error}`);
    }
  });
  return { name, door, fiber };
}

spawn(function main() {
  const parked = Array.from('abcdefghij', parkedFiber);
  const [a, b, c, d, e, f, g, h, i, j] = parked;
  const aborter = new AbortController();
  const waiting = spawn(() => {
    try {
      wait(new Promise(() => {}), { signal: aborter.signal });
    } catch (error) {
      log.push(`signal ${error}`);
    }
  });
  idle();
  assert.ok(parked.every(({ fiber }) => fiber.state === 'parked') && waiting.state === 'parked');

  g.door.open(1);
  c.door.fail('failed');
  spawn(() => log.push('spawned'));
  a.door.open(2);
  aborter.abort('aborted');
  j.fiber.link(() => log.push('link of j'));
  j.door.open(3);
  killAll([], 'nobody');
  b.door.open(4);
  [i, h, f, e, d].forEach(({ door }, n) => door.open(n + 5));
  assert.deepStrictEqual(log, [], 'nobody ran');
  assert.deepStrictEqual(
    parked.map(({ fiber }) => fiber.state),
    parked.map(() => 'ready'),
  );
  settle();
  assert.deepStrictEqual(log.slice(0, 12), [
    'g 1',
    'c failed',
    'spawned',
    'a 2',
    'signal aborted',
    'j 3',
    'link of j',
    'b 4',
    'i 5',
    'h 6',
    'f 7',
    'e 8',
  ]);

  // A waker used inside `start`: nothing runs, not even in between.
  spawn(() => log.push('too early'));
  const before = log.length;
  assert.strictEqual(park({ what: 'at once', start: (waker) => waker.resolve('here') }), 'here');
  assert.throws(() => park({ what: 'at once', start: (waker) => waker.reject(new RangeError('no')) }), RangeError);
  assert.strictEqual(log.length, before);
  spawnLater(0, () => console.log('ok'));
});
