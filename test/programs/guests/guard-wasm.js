// it: WebAssembly's own faults (out of bounds, in fibers, on the hub and in workers) still are RuntimeErrors behind the handler of guard zones
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { spawn, sleep } = require('greenpatch/api');

// (module (memory 1) (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))
const code = [
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 8, 1, 4, 0x6c, 0x6f,
  0x61, 0x64, 0, 0, 10, 9, 1, 7, 0, 0x20, 0, 0x28, 2, 0, 0x0b,
];
const { load } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code))).exports;

function traps() {
  assert.strictEqual(load(0), 0);
  for (let i = 0; i < 50; i++) assert.throws(() => load(2 ** 31 + i * 4096), WebAssembly.RuntimeError);
}

function everywhere(done) {
  traps();
  const fibers = Array.from({ length: 10 }, () =>
    spawn(() => {
      for (let i = 0; i < 3; i++) {
        traps();
        sleep(1);
      }
    }),
  );
  spawn(() => {
    for (const fiber of fibers) fiber.get();
    traps();
    done();
  });
}

if (!isMainThread) everywhere(() => parentPort.postMessage('done'));
else {
  everywhere(() => {
    const worker = new Worker(__filename);
    worker.on('message', () => console.log('ok'));
  });
}
