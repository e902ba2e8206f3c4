// it: workers under the permission model hold their own rejections, and leave nothing behind
// flags: --permission --allow-addons --allow-worker --allow-fs-read=*
// preload: greenpatch
// lines: >=24
'use strict';
const assert = require('assert');
const { Worker, isMainThread } = require('worker_threads');

if (!isMainThread) {
  require('../engine/support/rejections').run(() => {});
} else {
  let left = 4;
  for (let i = left; i > 0; i--) {
    new Worker(__filename).on('exit', (code) => {
      assert.strictEqual(code, 0);
      if (--left === 0) console.log('ok');
    });
  }
}
