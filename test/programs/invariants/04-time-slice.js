// it: invariant 4: fibers that are ready run for one time slice, then I/O gets its turn before the rest of them
// env: GREENPATCH_SLICE_MS=1
'use strict';
const assert = require('node:assert');
const { spawn } = require('greenpatch/api');

const FIBERS = 200;
const order = [];
for (let n = 0; n < FIBERS; n++) {
  spawn(() => {
    if (n === 0) setTimeout(() => order.push('timer'), 1);
    order.push(n);
    const until = performance.now() + 1; // uses the slice up
    while (performance.now() < until);
  });
}
process.on('exit', () => {
  const at = order.indexOf('timer');
  order.splice(at, 1);
  // The clock is read every few fibers, so one slice is a few of them, not all.
  assert.ok(at > 0 && at < FIBERS / 4, `the timer came after ${at} of ${FIBERS} fibers`);
  assert.deepStrictEqual(
    order,
    Array.from({ length: FIBERS }, (_, n) => n),
  );
  console.log('ok');
});
