// it: workers, two at a time, end with parked stacks whose native code holds more handles than a block of V8's has
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Worker, isMainThread, workerData } = require('worker_threads');
const { run } = require('./support/handle-blocks-workload');

if (!isMainThread) run({ seed: workerData, atOnce: 24, rounds: 1, changes: workerData % 2 === 0 });
else {
  let left = 6;
  const begin = (seed) =>
    new Worker(__filename, { workerData: seed }).on('exit', (code) => {
      assert.strictEqual(code, 0);
      if (seed <= 4) begin(seed + 2);
      if (--left === 0) console.log('ok');
    });
  begin(1);
  begin(2);
  run({ seed: 9, atOnce: 24, rounds: 1 });
}
