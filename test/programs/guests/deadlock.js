// it: GREENPATCH_GUESTS=park: two fibers in two guests that wait for each other's are reported, with both guests
// preload: greenpatch
// env: GREENPATCH_GUESTS=park
'use strict';
const assert = require('node:assert');
const { spawn, sleep, joinAll } = require('greenpatch/api');
const { worker } = require('./support/modules');

const make = (block) => new WebAssembly.Instance(new WebAssembly.Module(worker), { e: { block } }).exports;
const left = make((n) => (n === 0 ? 0 : (sleep(1), right.work(0))));
const right = make((n) => (n === 0 ? 0 : (sleep(1), left.work(0))));

const fibers = [spawn(() => left.work(1)), spawn(() => right.work(1))];
let report;
try {
  joinAll(fibers);
} catch (error) {
  report = error;
}
assert.strictEqual(report?.code, 'ERR_GREENPATCH_DEADLOCK');
assert.match(report.message, /In a circle: fiber \d+ .* waits for fiber \d+ .*, which waits for fiber \d+/);
for (const n of [1, 2])
  assert.match(
    report.message,
    new RegExp(`is parked in a call into WebAssembly instance ${n} \\(work, sp, memory, \\.\\.\\.\\), which`),
  );
console.log('ok');
