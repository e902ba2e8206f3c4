// it: 10,000 fibers in Atomics.wait at once, each at a place of its own, are all woken by another thread
// preload: greenpatch
// engines: switch
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { spawn, idle, joinAll } = require('greenpatch');

const COUNT = 10_000;
const cells = new Int32Array(new SharedArrayBuffer(4 * COUNT));
const order = [];
const fibers = Array.from({ length: COUNT }, (_, i) =>
  spawn(() => {
    const outcome = Atomics.wait(cells, i, 0);
    order.push(i);
    return [outcome, Atomics.load(cells, i)];
  }),
);
idle();
assert.ok(fibers.every((fiber) => fiber.state === 'parked'));

const code = `
  const { workerData: cells, parentPort } = require('node:worker_threads');
  let woken = 0;
  for (let i = cells.length - 1; i >= 0; i--) {
    Atomics.store(cells, i, i + 1);
    woken += Atomics.notify(cells, i);
  }
  parentPort.postMessage(woken);`;
const worker = new Worker(code, { eval: true, execArgv: [], workerData: cells });
let counted;
worker.once('message', (woken) => (counted = woken));
worker.once('exit', () => assert.strictEqual(counted, COUNT));
joinAll(fibers, { raiseError: true });
for (const [i, fiber] of fibers.entries()) assert.deepStrictEqual(fiber.get(), ['ok', i + 1]);
assert.deepStrictEqual(
  order,
  Array.from({ length: COUNT }, (_, i) => COUNT - 1 - i),
  'in the order of notification',
);
console.log('ok');
