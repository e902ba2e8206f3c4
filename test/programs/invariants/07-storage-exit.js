// it: invariant 7: a fiber parked inside AsyncLocalStorage#exit is alone without a store
// preload: greenpatch
// Node 20 and 22 by themselves switch the storage off for all code meanwhile.
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawn, idle } = require('greenpatch/api');

const user = new AsyncLocalStorage();
const outside = user.run('a', () => spawn(() => user.exit(() => (idle(), idle(), user.getStore()))));
const inside = user.run('b', () => spawn(() => (idle(), user.getStore())));
spawn(() => {
  assert.strictEqual(inside.get(), 'b');
  assert.strictEqual(outside.state, 'parked');
  assert.strictEqual(outside.get(), undefined);
  console.log('ok');
});
