// it: invariant 9: a park for work that the loop cannot see holds the process, until it is woken or killed and no longer
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { spawn, idle } = require('greenpatch/api');
const { park, watchForDeadlock } = require('../../../dist/hub');
const { atExit } = require('../hub/support/kit');

watchForDeadlock();
process.on('warning', (warning) => assert.fail(`warned: ${warning}`));
let asked = 0;
process.on('beforeExit', () => asked++);

const cell = new Int32Array(new SharedArrayBuffer(4));
const source = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => { Atomics.store(workerData, 0, 7); Atomics.notify(workerData, 0); }, 50);
  setTimeout(() => {}, 60_000);
`;
const log = [];
spawn(function waiter() {
  const worker = new Worker(source, { eval: true, workerData: cell });
  worker.unref(); // nothing of it holds this thread's loop
  park({
    what: 'Atomics.waitAsync',
    keepAlive: true,
    start: (waker) => void Atomics.waitAsync(cell, 0, 0).value.then(() => waker.resolve()),
  });
  assert.strictEqual(asked, 0, 'the loop had run dry before the wake');
  log.push(`woken, ${cell[0]}`);
});
const victims = [1, 2].map(() => spawn(() => park({ what: 'forever', keepAlive: true, start: () => {} })));
spawn(function killer() {
  idle();
  for (const victim of victims) victim.kill();
  log.push('killed');
});
atExit(() => assert.deepStrictEqual([...log, asked], ['killed', 'woken, 7', 1]));
