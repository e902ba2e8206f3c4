// it: with own switching, what is only on parked stacks outlives collections in other fibers, in the main thread and in workers
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Worker, isMainThread } = require('worker_threads');
const { spawn, sleep, joinAll } = require('greenpatch/api');

function holder(i) {
  const young = { i, text: `young ${i}` };
  for (let n = 0; n < 8; n++) {
    const parts = [young, { n }];
    sleep((i + n) % 4);
    if (i % 20 === n) gc({ type: n % 2 === 0 ? 'minor' : 'major', execution: 'sync' });
    assert.deepStrictEqual(parts, [{ i, text: `young ${i}` }, { n }]);
    assert.strictEqual(parts[0], young);
  }
}
spawn(() => {
  joinAll(Array.from({ length: 200 }, (_, i) => spawn(() => holder(i))));
  if (!isMainThread) return;
  const workers = [1, 2].map(() => new Worker(__filename));
  const codes = [];
  for (const worker of workers)
    worker.on('exit', (code) => {
      codes.push(code);
      if (codes.length < workers.length) return;
      assert.deepStrictEqual(codes, [0, 0]);
      console.log('ok');
    });
});
