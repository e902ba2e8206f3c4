// it: sleep(0) is back at once only where nothing else could run: ticks, jobs, ready fibers and, after a time slice, I/O come first
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { hub } = require('../../../dist/hub');
const { joinAll, sleep, spawn, withTimeout } = require('greenpatch/api');

function order(begin) {
  const seen = [];
  begin(seen);
  sleep(0);
  seen.push('goes on');
  return seen;
}

/** Until other code has set something: the hub's queue is empty all the time. */
function until(isSet) {
  const { turns } = hub;
  while (!isSet()) sleep(0);
  assert.ok(hub.turns > turns, 'the loop turned');
}

function others() {
  const job = (seen) => void Promise.resolve().then(() => seen.push('job'));
  const tick = (seen) => process.nextTick(() => seen.push('tick'));
  const fiber = (seen) => spawn(() => seen.push('fiber'));
  for (const [name, begin] of Object.entries({ job, tick, fiber }))
    assert.deepStrictEqual(order(begin), [name, 'goes on']);
  assert.deepStrictEqual(
    order(() => {}),
    ['goes on'],
  );
}

function loop() {
  for (const later of [(fn) => setTimeout(fn, 1), setImmediate, (fn) => fs.stat(__filename, fn)]) {
    let come = false;
    later(() => (come = true));
    until(() => come);
  }
  const forever = () => {
    for (;;) sleep(0);
  };
  assert.throws(() => withTimeout(5, forever), { code: 'ERR_GREENPATCH_TIMEOUT' });
  const spinning = spawn(forever);
  sleep(0);
  assert.ok(spinning.kill(new Error('enough')));
  assert.strictEqual(spinning.state, 'killed');
}

/** The first run of an entry point is not the hub's doing: what Node calls next must not wait for it. */
function entry() {
  const seen = [];
  const both = new Promise((resolve) => {
    setImmediate(() => (sleep(0), seen.push('slept'), resolve()));
    setImmediate(() => seen.push('next'));
  });
  both.then(() => seen.push('resolved'));
  until(() => seen.includes('resolved'));
  assert.deepStrictEqual(seen, ['next', 'slept', 'resolved']);
}

/** More and more that are ready at once, so that the queue's ring grows while it is in use. */
function many() {
  const seen = [];
  const expected = [];
  const fibers = [];
  for (let i = 0; i < 10_000; i++) {
    if (i % 3 === 0) sleep(0); // some have run by then
    fibers.push(spawn(() => (seen.push(i), sleep(0), seen.push(-i - 1))));
  }
  joinAll(fibers);
  for (let i = 0; i < 10_000; i++) expected.push(i);
  assert.deepStrictEqual(
    seen.filter((i) => i >= 0),
    expected,
  );
  assert.deepStrictEqual(
    seen.filter((i) => i < 0),
    expected.map((i) => -i - 1),
  );
  const burst = [];
  joinAll(Array.from({ length: 10_000 }, (_, i) => spawn(() => burst.push(i))));
  assert.deepStrictEqual(burst, expected);
}

spawn(() => {
  others();
  loop();
  entry();
  many();
  console.log('ok');
});
