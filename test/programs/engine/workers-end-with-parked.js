// it: a worker ends although fibers and coroutines are still parked in it: at its end, by process.exit, by terminate
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { once } = require('events');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const { spawn, park } = { ...require('greenpatch/api'), ...require('../../../dist/hub') };
const { Coroutine, housekeeping } = require('../../../dist/fiber');

const parkForEver = () => park({ what: 'for ever', start() {} });

function inWorker() {
  const kept = [];
  for (let i = 0; i < 30; i++) {
    const coroutine = new Coroutine(() => {
      const object = { i, buffer: Buffer.alloc(100), text: `text ${i}` };
      try {
        Coroutine.suspend();
      } finally {
        parentPort.postMessage('unwound'); // no JavaScript may run any more
      }
      return object;
    });
    coroutine.resume();
    kept.push(coroutine);
    spawn(() => {
      const mine = new Array(100).fill({ i });
      parkForEver();
      return mine;
    });
  }
  // Comes last in the ready queue: all others are parked by then.
  spawn(() => {
    gc();
    assert.strictEqual(housekeeping.stats().live, 61);
    setImmediate(finish);
  });
  function finish() {
    parentPort.postMessage('parked');
    if (workerData === 'exit') process.exit(7);
    if (workerData === 'exit in a fiber') spawn(() => process.exit(8));
    if (workerData === 'throw in a fiber') {
      spawn(() => {
        throw new Error('thrown in a fiber');
      });
    }
    if (workerData === 'terminate') parentPort.on('message', () => {});
  }
}

async function run(how) {
  const worker = new Worker(__filename, { workerData: how });
  const messages = [];
  const errors = [];
  worker.on('message', (message) => messages.push(message));
  worker.on('error', (error) => errors.push(error.message));
  if (how === 'terminate') {
    await once(worker, 'message');
    assert.strictEqual(await worker.terminate(), 1);
    return { code: 1, messages, errors };
  }
  const [code] = await new Promise((resolve) => worker.on('exit', (...args) => resolve(args)));
  return { code, messages, errors };
}

async function main() {
  const expected = {
    'end of work': { code: 0, messages: ['parked'], errors: [] },
    exit: { code: 7, messages: ['parked'], errors: [] },
    'exit in a fiber': { code: 8, messages: ['parked'], errors: [] },
    'throw in a fiber': { code: 1, messages: ['parked'], errors: ['thrown in a fiber'] },
    terminate: { code: 1, messages: ['parked'], errors: [] },
  };
  for (const [how, outcome] of Object.entries(expected)) assert.deepStrictEqual(await run(how), outcome, how);
  // This thread's own are as they were.
  const coroutine = new Coroutine(() => Coroutine.suspend(1));
  assert.strictEqual(coroutine.resume(), 1);
  gc();
  assert.strictEqual(coroutine.resume(2), 2);
  console.log('ok');
}

if (isMainThread) main();
else inWorker();
