// it: every worker has a hub of its own; fibers of several threads run at the same time and do not meet
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort, workerData, threadId } = require('node:worker_threads');
const { spawn, sleep, idle, wait, joinAll, currentFiber } = require('greenpatch/api');
const { live } = require('../../../dist/hub');

/** The same work in every thread: fibers that mark what is theirs. */
function work(seed) {
  const mine = { threadId };
  const fibers = Array.from({ length: 20 }, (_, n) =>
    spawn(() => {
      currentFiber().locals.set('of', mine);
      for (let i = 0; i < 10; i++) {
        if ((n + i) % 3 === 0) sleep(1);
        else idle();
        assert.strictEqual(currentFiber().locals.get('of').threadId, threadId);
      }
      return seed * 100 + n;
    }),
  );
  assert.strictEqual(live.size, 1);
  return joinAll(fibers, { raiseError: true })
    .map((fiber) => fiber.get())
    .sort((a, b) => a - b);
}

if (!isMainThread) {
  spawn(() => parentPort.postMessage(work(workerData)));
} else {
  spawn(function main() {
    const workers = [1, 2, 3, 4].map((workerData) => new Worker(__filename, { workerData }));
    const answers = workers.map(
      (worker) => new Promise((done, failed) => worker.once('message', done).once('error', failed)),
    );
    assert.deepStrictEqual(
      work(9),
      Array.from({ length: 20 }, (_, n) => 900 + n),
    );
    answers.forEach((answer, i) => {
      assert.deepStrictEqual(
        wait(answer),
        Array.from({ length: 20 }, (_, n) => (i + 1) * 100 + n),
      );
    });
    console.log('ok');
  });
}
