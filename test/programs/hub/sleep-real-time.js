// it: sleep takes at least its time by the real clock, and the sleepers sleep at the same time
'use strict';
const assert = require('node:assert');
const { spawn, sleep, joinAll } = require('greenpatch/api');

const FIBERS = 100;
const MS = 50;
let asleep = 0;
let most = 0;
spawn(function main() {
  const started = performance.now();
  const body = () => {
    most = Math.max(most, ++asleep);
    sleep(MS);
    asleep--;
    return performance.now() - started;
  };
  const fibers = joinAll(
    Array.from({ length: FIBERS }, () => spawn(body)),
    { raiseError: true },
  );
  assert.strictEqual(most, FIBERS);
  // Node's timers count whole milliseconds of the loop's own clock.
  for (const fiber of fibers) assert.ok(fiber.get() >= MS - 1.5, `slept ${fiber.get()} ms`);
  assert.ok(performance.now() - started < (FIBERS * MS) / 2, 'they slept one after the other');
  console.log('ok');
});
