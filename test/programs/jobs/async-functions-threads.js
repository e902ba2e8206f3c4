// it: 100 async functions that each block 50 ms twice around a real await overlap on the portable engine too
// preload: greenpatch
// flags: --expose-gc
// engines: threads
'use strict';
const assert = require('node:assert');

const COUNT = 100;
const cell = new Int32Array(new SharedArrayBuffer(4));
let blocked = 0;
let most = 0;

async function work(n) {
  await null;
  for (let round = 0; round < 2; round++) {
    most = Math.max(most, ++blocked);
    assert.strictEqual(Atomics.wait(cell, 0, 0, 50), 'timed-out');
    blocked--;
    if (n % 10 === 0) gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return n;
}

const started = performance.now();
Promise.all(Array.from({ length: COUNT }, (_, n) => work(n))).then((results) => {
  const took = performance.now() - started;
  assert.deepStrictEqual(
    results,
    Array.from({ length: COUNT }, (_, n) => n),
  );
  assert.strictEqual(most, COUNT, 'all of them were blocked at the same time');
  assert.ok(took < (COUNT * 100) / 2, `${Math.round(took)} ms; one after another it takes ${COUNT * 100}`);
  console.log('ok');
});
