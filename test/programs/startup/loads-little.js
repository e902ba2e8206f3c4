// it: the preload loads none of Node's modules that most programs have no use for, and still knows a worker and sees messages of ports
// preload: greenpatch
'use strict';
const loaded = new Set(process.moduleLoadList); // before assert loads some
const assert = require('node:assert');
const { currentFiber } = require('greenpatch/api');
const { isMainThread } = require('../../../dist/base/main-thread');

if (isMainThread) {
  const heavy = [
    'worker_threads',
    'internal/worker/io',
    'inspector',
    'stream',
    'net',
    'http',
    'crypto',
    'zlib',
    'child_process',
  ];
  assert.deepStrictEqual(
    heavy.filter((name) => loaded.has(`NativeModule ${name}`)),
    [],
  );
}

// A port reaches the program without its module; its messages are entry points all the same.
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => {
  assert.strictEqual(data, 'hello');
  assert.strictEqual(currentFiber().name, 'message');
  port1.close();
  const { isMainThread: really, Worker } = require('node:worker_threads');
  assert.strictEqual(isMainThread, really);
  if (!really) return;
  new Worker(__filename, { execArgv: ['-r', 'greenpatch'] }).on('exit', (code) => {
    assert.strictEqual(code, 0);
    console.log('ok');
  });
};
port2.postMessage('hello');
