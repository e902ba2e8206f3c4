// it: workers that start at the same time know where V8 keeps what JSON.stringify is in the midst of
// The trap: a probe that reads past its own isolate finds another thread's list, and then goes without.
// preload: greenpatch
// timeout: 60000
'use strict';
const assert = require('assert');
const { Worker, isMainThread } = require('worker_threads');
const { engineStatus } = require('../../../dist/fiber');

const WORKERS = 12;
const block = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

if (isMainThread) {
  let started = 0;
  let ended = 0;
  const next = (code) => {
    if (code !== undefined) {
      assert.strictEqual(code, 0);
      if (++ended === WORKERS) console.log('ok');
    }
    if (started < WORKERS) (started++, new Worker(__filename).on('exit', next));
  };
  for (let i = 0; i < 3; i++) next();
} else {
  assert.deepStrictEqual(engineStatus().engine.binding.missing(), []);
  for (let i = 0; i < 8; i++) {
    setTimeout(() => {
      for (let k = 0; k < 3; k++)
        assert.strictEqual(JSON.stringify({ toJSON: () => (block(1 + ((i * 3 + k) % 4)), i) }), `${i}`);
    }, 1);
  }
}
