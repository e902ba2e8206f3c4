// it: messages between a worker and its parent are entry points on both sides: 20 that block overlap, and begin in order
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { inFiber } = require('greenpatch');
const kit = require('../jobs/support/kit');

const COUNT = 20;
const numbers = Array.from({ length: COUNT }, (_, n) => n);
const room = kit.meeting(COUNT);
const begun = [];
let sent = 0;
if (isMainThread) {
  const worker = new Worker(__filename);
  let ended = 0;
  worker.on('message', ({ sent, most, order }) => {
    assert.ok(inFiber());
    begun.push(sent);
    room.attend();
    ended++;
    assert.deepStrictEqual([most, order], [COUNT, numbers], 'in the worker');
  });
  for (const n of numbers) worker.postMessage(n);
  kit.until(() => ended === COUNT, 'all answers');
  assert.strictEqual(room.most, COUNT);
  assert.deepStrictEqual(begun, numbers);
  worker.on('exit', (code) => {
    assert.ok(inFiber());
    assert.strictEqual(code, 1);
    console.log('ok');
  });
  void worker.terminate();
} else {
  parentPort.on('message', (n) => {
    assert.ok(inFiber());
    begun.push(n);
    room.attend();
    parentPort.postMessage({ sent: sent++, most: room.most, order: begun });
  });
}
