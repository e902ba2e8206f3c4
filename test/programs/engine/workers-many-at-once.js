// it: coroutines run in several workers and in the main thread at the same time, with collections, without disturbing each other
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const { Coroutine, housekeeping } = require('../../../dist/fiber');

function work(seed) {
  let sum = 0;
  for (let round = 0; round < 2; round++) {
    const all = Array.from({ length: 40 }, (_, i) => {
      const coroutine = new Coroutine((first) => {
        const mine = { value: first, text: `text ${seed} ${i}` };
        for (let n = 0; n < 25; n++) {
          if ((n * 7 + i) % 120 === 0) gc({ type: i % 2 ? 'minor' : 'major' });
          mine.value += Coroutine.suspend(mine.value);
        }
        assert.strictEqual(mine.text, `text ${seed} ${i}`);
        return mine.value;
      });
      coroutine.resume(seed);
      return coroutine;
    });
    for (let n = 0; n < 24; n++) for (const one of all) one.resume(n);
    for (const one of all) sum += one.resume(24);
  }
  assert.strictEqual(housekeeping.stats().live, 0);
  return sum;
}

const expected = (seed) => 2 * 40 * (seed + (24 * 25) / 2);

if (isMainThread) {
  const workers = [1, 2, 3, 4].map((seed) => {
    const worker = new Worker(__filename, { workerData: seed });
    return new Promise((resolve, reject) => {
      let got;
      worker.on('message', (sum) => (got = sum));
      worker.on('error', reject);
      worker.on('exit', (code) => resolve([seed, code, got]));
    });
  });
  assert.strictEqual(work(100), expected(100));
  // Turns of the loop between, so that workers' messages, exits and our coroutines mingle.
  let more = 3;
  const again = setInterval(() => {
    assert.strictEqual(work(200 + more), expected(200 + more));
    if (--more === 0) clearInterval(again);
  }, 1);
  Promise.all(workers).then((results) => {
    for (const [seed, code, sum] of results) {
      assert.strictEqual(code, 0);
      assert.strictEqual(sum, expected(seed));
    }
    console.log('ok');
  });
} else {
  parentPort.postMessage(work(workerData));
}
