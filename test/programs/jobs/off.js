// it: where promise jobs and ticks stay on the hub, what blocks in them blocks truly, and the program prints what it prints
// preload: greenpatch
// env: GREENPATCH_JOBS=off GREENPATCH_FS=park
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { inFiber, spawn, sleep } = require('greenpatch');
const { code } = require('../hub/support/kit');
const { parks } = require('../patch/support/kit');

const cell = new Int32Array(new SharedArrayBuffer(4));
const calls = [
  () => fs.readFileSync(__filename, 'utf8').slice(0, 6),
  () => execFileSync('echo', ['text'], { encoding: 'utf8' }),
  () => Atomics.wait(cell, 0, 0, 1),
];
const answers = ['// it:', 'text\n', 'timed-out'];
assert.ok(inFiber(), 'the main module is in a fiber all the same');
const log = [];

function checkOnTheHub(where) {
  assert.strictEqual(inFiber(), false, where);
  assert.throws(() => sleep(1), code('NOT_IN_FIBER'));
  calls.forEach((call, n) => {
    assert.ok(!parks(() => assert.strictEqual(call(), answers[n])), `${where}: ${call}`);
  });
  log.push(where);
}
async function main() {
  await null;
  checkOnTheHub('after an await');
  await new Promise((resolve) => setTimeout(resolve, 1));
  checkOnTheHub('after an await of a timer');
  await new Promise((resolve) => process.nextTick(() => resolve(checkOnTheHub('in a tick'))));
  await new Promise((resolve) => queueMicrotask(() => resolve(checkOnTheHub('in a microtask'))));
  // Timers and whatever is spawned are fibers.
  await new Promise((resolve) =>
    setTimeout(() => {
      assert.ok(inFiber());
      calls.forEach((call, n) => assert.ok(parks(() => assert.strictEqual(call(), answers[n]))));
      resolve();
    }, 1),
  );
  assert.strictEqual(await spawn(() => (sleep(1), 'of a fiber')), 'of a fiber');
  return 'in order';
}
main().then((answer) => {
  assert.strictEqual(answer, 'in order');
  assert.deepStrictEqual(log, ['after an await', 'after an await of a timer', 'in a tick', 'in a microtask']);
  console.log('ok');
});
