// it: the same in workers, two at a time
// preload: greenpatch
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Worker, isMainThread } = require('worker_threads');

if (isMainThread) {
  for (let i = 0; i < 2; i++) new Worker(__filename).on('exit', (code) => assert.strictEqual(code, 0));
} else {
  require('./support/many-contexts').run(40, 3);
}
