// it: a fiber that parks inside AsyncLocalStorage#exit hides the store from itself only
// preload: greenpatch
'use strict';
const assert = require('assert');
const { AsyncLocalStorage } = require('async_hooks');
const { spawn, sleep, idle, joinAll } = require('greenpatch/api');

const als = new AsyncLocalStorage();
const fibers = Array.from({ length: 10 }, (_, i) =>
  als.run(i, () =>
    spawn(() => {
      assert.strictEqual(als.getStore(), i);
      idle();
      als.exit(() => {
        assert.strictEqual(als.getStore(), undefined);
        sleep(i);
        assert.strictEqual(als.getStore(), undefined);
      });
      assert.strictEqual(als.getStore(), i);
      idle();
      assert.strictEqual(als.getStore(), i);
    }),
  ),
);
spawn(() => {
  joinAll(fibers, { raiseError: true });
  console.log('ok');
});
