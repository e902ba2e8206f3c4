// it: invariant 8: an unobserved failure in a worker is that worker's error event
'use strict';
const assert = require('node:assert');
const { Worker, isMainThread } = require('node:worker_threads');
const { spawn, idle } = require('greenpatch/api');
const { uncaught } = require('../hub/support/kit');

if (isMainThread) {
  const errors = uncaught();
  const seen = [];
  const worker = new Worker(__filename);
  worker.on('error', (error) => seen.push(error.message));
  worker.on('exit', (status) => {
    assert.strictEqual(status, 1);
    assert.deepStrictEqual(seen, ['in a worker']);
    assert.deepStrictEqual(errors, []);
    spawn(() => (idle(), console.log('ok')));
  });
} else {
  spawn(() => {
    idle();
    throw new Error('in a worker');
  });
  setTimeout(() => {}, 60_000);
}
