// it: worker.terminate() ends a worker whose fibers never come back: in a busy loop, switching to and fro, deep in one another
'use strict';
const assert = require('assert');
const { once } = require('events');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const { spawn, idle } = require('greenpatch/api');
const { Coroutine } = require('../../../dist/fiber');

const ready = () => parentPort.postMessage('ready');
/**
 * V8 12.4 (Node 22) loses a termination that arrives in the instant of a switch; the worker then ends when it comes back to its
 * event loop. See "Known hazards" in docs/internals/overview.md.
 */
const visitsLoop = process.versions.v8.startsWith('12.');
function forever(step) {
  do for (let i = 0; i < 1e5; i++) step();
  while (!visitsLoop);
  setImmediate(forever, step);
}
/**
 * V8 forgets a termination that arrives in the instant in which it prepares a new thread (see there too), so every stack has been
 * in use before.
 */
function warmedUp(step) {
  for (let i = 0; i < 10; i++) step();
  ready();
  forever(step);
}
const ways = {
  busyInFiber() {
    spawn(() => {
      ready();
      for (;;);
    });
  },
  busyInCoroutine() {
    new Coroutine(() => {
      ready();
      for (;;);
    }).resume();
  },
  pingPong() {
    const coroutine = new Coroutine(() => {
      for (;;) Coroutine.suspend();
    });
    warmedUp(() => coroutine.resume());
  },
  startAndEnd() {
    warmedUp(() => new Coroutine(() => 1).resume());
  },
  nested() {
    const go = (depth) => {
      if (depth > 0) return new Coroutine(() => go(depth - 1)).resume();
      ready();
      for (;;);
    };
    go(10);
  },
  catchesEverything() {
    new Coroutine(() => {
      ready();
      for (;;) {
        try {
          for (;;);
        } catch {
          // termination can't be caught
        } finally {
          for (;;);
        }
      }
    }).resume();
  },
  manyIdle() {
    for (let i = 0; i < 50; i++) {
      spawn(() => {
        for (;;) idle();
      });
    }
    setTimeout(ready, 5);
  },
  atomicsWait() {
    spawn(() => {
      ready();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });
  },
};

async function main() {
  for (const way of Object.keys(ways)) {
    for (let repeat = 0; repeat < 2; repeat++) {
      const worker = new Worker(__filename, { workerData: way });
      worker.on('error', (error) => assert.fail(`${way}: ${error.stack}`));
      await once(worker, 'message');
      assert.strictEqual(await worker.terminate(), 1, way);
    }
  }
  console.log('ok');
}

if (isMainThread) main();
else ways[workerData]();
