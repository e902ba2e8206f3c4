// it: offload uses as many threads as it is told, at the same time; they end when they are idle; it works in worker threads
// env: GREENPATCH_OFFLOAD_THREADS=3 GREENPATCH_OFFLOAD_IDLE_MS=50
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { offload, spawn, sleep, joinAll, wait } = require('greenpatch/api');

/** Ends when `parties` are in it at the same time. */
const meeting = (shared, parties) => {
  Atomics.add(shared, 0, 1);
  Atomics.notify(shared, 0);
  for (let here; (here = Atomics.load(shared, 0)) < parties;) Atomics.wait(shared, 0, here);
  return require('node:worker_threads').threadId;
};
/** Counts who has come, who is there, and the most that were there at the same time. The first ones wait for each other. */
const crowded = (shared, parties) => {
  const here = Atomics.add(shared, 1, 1) + 1;
  for (let most; (most = Atomics.load(shared, 2)) < here;) Atomics.compareExchange(shared, 2, most, here);
  Atomics.add(shared, 0, 1);
  Atomics.notify(shared, 0);
  for (let come; (come = Atomics.load(shared, 0)) < parties;) Atomics.wait(shared, 0, come);
  Atomics.sub(shared, 1, 1);
};
const cells = () => new Int32Array(new SharedArrayBuffer(4));

function work() {
  const shared = cells();
  const threads = joinAll(
    Array.from({ length: 3 }, () => spawn(() => offload(meeting, shared, 3))),
    { raiseError: true },
  ).map((fiber) => fiber.get());
  assert.strictEqual(new Set(threads).size, 3);
  const crowd = new Int32Array(new SharedArrayBuffer(12));
  joinAll(
    Array.from({ length: 12 }, () => spawn(() => offload(crowded, crowd, 3))),
    { raiseError: true },
  );
  assert.deepStrictEqual([...crowd], [12, 0, 3], 'no more threads than allowed');

  // The thread's own timer goes on between its work, and stops when the thread ends.
  const beats = cells();
  offload((shared) => void setInterval(() => Atomics.add(shared, 0, 1), 1), beats);
  for (let before = -1; before !== Atomics.load(beats, 0);) {
    before = Atomics.load(beats, 0);
    sleep(300);
  }
  assert.ok(Atomics.load(beats, 0) > 0);
  assert.strictEqual(typeof offload(meeting, cells(), 1), 'number');
}

const main = spawn(() => {
  work();
  if (!isMainThread) return parentPort.postMessage('fine');
  const worker = new Worker(__filename);
  const message = new Promise((done, failed) => worker.once('message', done).once('error', failed));
  assert.strictEqual(wait(message), 'fine');
});
spawn(() => {
  main.get();
  if (isMainThread) console.log('ok');
});
