// it: memory of deep recursions is given back to the system when their stacks return to the pool
// flags: --expose-gc
'use strict';
const assert = require('assert');
const fs = require('fs');
const { Coroutine, housekeeping } = require('../../../dist/fiber');

/** Resident memory in KiB that belongs to no file; process.memoryUsage() counts the same with less precision. */
const resident = () => Number(/RssAnon:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);

function deep(n) {
  if (n > 0) return deep(n - 1) + 1;
  Coroutine.suspend();
  return 0;
}

function wave(count, depth) {
  const all = Array.from({ length: count }, () => new Coroutine(() => deep(depth)));
  for (const one of all) one.resume();
  const high = resident();
  for (const one of all) one.resume();
  return high;
}

wave(200, 10);
gc();
const before = resident();
const high = wave(200, 6000);
gc();
const after = resident();
assert.ok(high - before > 200 * 300, `the recursions took only ${high - before} KiB`);
assert.ok(after - before < (high - before) * 0.15, `${after - before} of ${high - before} KiB are still taken`);

// What is not needed any more is trimmed step by step; the stacks can be used again.
for (let i = 0; i < 12; i++) housekeeping.trim();
assert.strictEqual(housekeeping.stats().live, 0);
wave(200, 10);
assert.strictEqual(housekeeping.stats().live, 0);
console.log('ok');
