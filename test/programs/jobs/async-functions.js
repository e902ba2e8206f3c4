// it: 500 async functions that each block 50 ms twice around a real await block together and not one after another
// preload: greenpatch
// flags: --expose-gc
// engines: switch
'use strict';
const assert = require('node:assert');
const { live, runningFiber } = require('../../../dist/hub');

const COUNT = 500;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = () => assert.strictEqual(Atomics.wait(cell, 0, 0, 50), 'timed-out');
let blocked = 0;
let most = 0;

async function work(n) {
  await null;
  const mine = { n, text: `number ${n}`.repeat(3) };
  for (let round = 0; round < 2; round++) {
    most = Math.max(most, ++blocked);
    block();
    blocked--;
    if (round === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return mine;
}

async function main() {
  const started = performance.now();
  let collections = 0;
  const collector = setInterval(() => (gc(), collections++), 60);
  const results = await Promise.all(Array.from({ length: COUNT }, (_, n) => work(n)));
  const took = performance.now() - started;
  clearInterval(collector);
  assert.deepStrictEqual(
    results,
    Array.from({ length: COUNT }, (_, n) => ({ n, text: `number ${n}`.repeat(3) })),
  );
  assert.strictEqual(most, COUNT, 'all of them were blocked at the same time');
  assert.ok(collections > 0);
  assert.ok(took < COUNT * 10, `${Math.round(took)} ms; one after another it takes ${COUNT * 100}`);
  setImmediate(() => {
    assert.deepStrictEqual(
      [...live].filter((fiber) => fiber !== runningFiber()),
      [],
      'nobody is left but this one',
    );
    console.log('ok');
  });
}
main();
