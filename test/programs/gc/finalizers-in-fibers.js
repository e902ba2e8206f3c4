// it: finalizers and weak references work while fibers are parked, and a finalizer may itself spawn a fiber that parks
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { spawn, sleep, wait, idle } = require('greenpatch/api');

let finalized = 0;
let slept = 0;
const registry = new FinalizationRegistry(() => {
  finalized++;
  spawn(() => {
    sleep(1);
    slept++;
  });
});

spawn(() => {
  const kept = { kept: true };
  const ref = new WeakRef(kept);
  (function makeGarbage() {
    for (let i = 0; i < 50; i++) registry.register({ i, fill: new Array(100).fill(i) });
  })();
  for (let turn = 0; turn < 200 && slept < 45; turn++) {
    gc();
    idle();
    sleep(1);
  }
  assert.ok(finalized >= 45, `only ${finalized} of 50 were finalized`);
  assert.ok(slept >= 45, `only ${slept} fibers of finalizers went on`);
  assert.strictEqual(ref.deref(), kept);
  wait(Promise.resolve());
  assert.ok(kept.kept);
  console.log('ok');
});
