// it: Atomics.wait in a fiber never ends before its time, whatever the time is written as and however many wait
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, joinAll, withTimeout, idle } = require('greenpatch');

const KINDS = [
  [Int32Array, 0],
  [BigInt64Array, 0n],
];
const cellOf = (Kind) => new Kind(new SharedArrayBuffer(8));
const early = [];
function wait([Kind, zero], timeout) {
  const cell = cellOf(Kind);
  const started = performance.now();
  assert.strictEqual(Atomics.wait(cell, 0, zero, timeout), 'timed-out');
  const took = performance.now() - started;
  if (took < Number(timeout)) early.push([Number(timeout), took]);
}

const times = (i) => [i % 20, `${1 + (i % 9)}`, (i % 7) + i / 1000, { valueOf: () => 1 + (i % 5) }][i % 4];
const fibers = Array.from({ length: 400 }, (_, i) => spawn(wait, KINDS[i % 2], times(i)));
joinAll(fibers, { raiseError: true });
for (let i = 0; i < 40; i++) wait(KINDS[i % 2], 0.1 + i / 20);
assert.deepStrictEqual(early, []);

// What ends it sooner: a time limit around it, and a notification.
assert.throws(() => withTimeout(5, () => wait(KINDS[0], 60_000)), { code: 'ERR_GREENPATCH_TIMEOUT' });
const cell = cellOf(Int32Array);
const notified = spawn(() => Atomics.wait(cell, 0, 0, 60_000));
idle();
assert.strictEqual(Atomics.notify(cell, 0), 1);
assert.strictEqual(notified.get(), 'ok');

// Who gave up in time is not counted.
assert.strictEqual(Atomics.wait(cell, 0, 0, 1), 'timed-out');
assert.strictEqual(Atomics.notify(cell, 0), 0);
console.log('ok'); // and nothing holds the process, least of all the minute of those that ended
