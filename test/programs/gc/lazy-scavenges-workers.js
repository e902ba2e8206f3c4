// it: stacks that rest are hidden from scavenges in workers, two at a time, each from its own
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc
// env: GREENPATCH_SWITCH=own
'use strict';
const assert = require('assert');
const { Worker, isMainThread, workerData } = require('worker_threads');
const { run, own } = require('./support/lazy-scavenges-workload');

if (!isMainThread) run({ seed: workerData, turns: 40, hides: own });
else {
  let left = 4;
  const begin = (seed) =>
    new Worker(__filename, { workerData: seed }).on('exit', (code) => {
      assert.strictEqual(code, 0);
      if (seed <= 2) begin(seed + 2);
      if (--left === 0) console.log('ok');
    });
  begin(1);
  begin(2);
  run({ seed: 9, turns: 40, hides: own });
}
