// it: in a worker, and in a child with a channel to its parent, who may write at any time, a call that takes its time parks
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const { isMainThread, parentPort, Worker } = require('node:worker_threads');
const { idle } = require('greenpatch');
const { hub } = require('../../../dist/hub');
const { tree } = require('../patch/support/kit');

/** How many of three slow calls park. */
function parks() {
  const fd = fs.openSync(tree({ file: 'text' })('file'), 'r+');
  let count = 0;
  hub.onPark = ({ options }) => (count += options.what === 'fs.fsyncSync' ? 1 : 0);
  for (let call = 0; call < 3; call++) {
    for (let turn = 0; turn < 3; turn++) idle();
    fs.fsyncSync(fd);
  }
  return count;
}

void (async () => {
  await null; // the main module has been evaluated
  if (!isMainThread) return parentPort.postMessage(parks());
  if (process.send !== undefined) return process.send(parks(), () => process.disconnect());
  assert.strictEqual(parks(), 0);
  const [inWorker] = await once(new Worker(__filename), 'message');
  assert.strictEqual(inWorker, 3);
  const [inChild] = await once(fork(__filename), 'message');
  assert.strictEqual(inChild, 3);
  console.log('ok');
})();
