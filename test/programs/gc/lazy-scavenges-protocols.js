// it: stacks that are hidden from scavenges are handed over to V8's protocol and taken back, and die with their thread
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc
// env: GREENPATCH_SWITCH=own
'use strict';
const assert = require('assert');
const { Worker, isMainThread, parentPort } = require('worker_threads');
const { Coroutine, housekeeping } = require('../../../dist/fiber');
const { loadBinding } = require('../../../dist/fiber/addon');
const { run, own } = require('./support/lazy-scavenges-workload');

function parkForGood() {
  const all = Array.from({ length: 50 }, (_, i) => new Coroutine(() => [{ i }].map((x) => (Coroutine.suspend(), x))));
  for (const one of all) one.resume();
  for (let k = 0; k < 6; k++) gc({ type: 'minor', execution: 'sync' });
  if (own) assert.ok(housekeeping.stats().hidden >= 50);
}

if (!isMainThread) {
  parkForGood();
  parentPort.postMessage('parked');
  setInterval(() => {}, 1e6);
} else {
  run({ between: (turn) => loadBinding().preferProtocol(turn % 3 === 0) });
  loadBinding().preferProtocol(false);
  parkForGood();
  const worker = new Worker(__filename);
  worker.on('message', () => worker.terminate());
  worker.on('exit', () => {
    gc();
    console.log('ok');
  });
}
