// it: in worker threads promise jobs and ticks that block park too, in each thread for itself; a worker ends with jobs parked
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { wait } = require('greenpatch');
const kit = require('./support/kit');

const COUNT = 10;
async function work(seed) {
  const room = kit.meeting(COUNT * 2);
  const jobs = Array.from({ length: COUNT }, async (_, n) => (await null, room.attend(seed + n)));
  const ticks = Array.from(
    { length: COUNT },
    (_, n) => new Promise((resolve) => process.nextTick(resolveIn, resolve, n)),
  );
  function resolveIn(resolve, n) {
    resolve(room.attend(seed * 10 + n));
  }
  const results = await Promise.all([...jobs, ...ticks]);
  return { most: room.most, sum: results.reduce((a, b) => a + b) };
}
const expected = (seed) => ({ most: COUNT * 2, sum: seed * 11 * COUNT + COUNT * (COUNT - 1) });

if (isMainThread) {
  const once = (worker, event) => new Promise((resolve) => worker.once(event, resolve));
  const workers = [100, 200, 300].map((seed) => new Worker(__filename, { workerData: seed }));
  const answers = workers.map((worker) => once(worker, 'message'));
  const ends = workers.map((worker) => once(worker, 'exit'));
  assert.deepStrictEqual(wait(work(7)), expected(7));
  assert.deepStrictEqual(wait(Promise.all(answers)), [100, 200, 300].map(expected));
  // The first is asked to end, the second is terminated, the third leaves by itself: each with a job parked for good.
  workers[0].postMessage('exit');
  void workers[1].terminate();
  workers[2].postMessage('leave');
  assert.deepStrictEqual(wait(Promise.all(ends)), [3, 1, 0]);
  console.log('ok');
} else {
  work(workerData).then((answer) => {
    parentPort.postMessage(answer);
    parentPort.once('message', (what) => {
      if (what === 'exit') process.exit(3);
    });
    return new Promise((resolve) => setImmediate(resolve)).then(() => {
      if (workerData === 300) wait(new Promise(() => {}));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });
  });
}
