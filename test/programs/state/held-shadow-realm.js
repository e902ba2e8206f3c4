// it: callbacks of ShadowRealms that block keep their values, and their timers hold the loop open
// preload: greenpatch
// flags: --experimental-shadow-realm --no-warnings
'use strict';
/* global ShadowRealm */
const assert = require('node:assert');
const { spawn, joinAll } = require('greenpatch');

const cell = new Int32Array(new SharedArrayBuffer(4));
const fibers = Array.from({ length: 15 }, (_, i) =>
  spawn(() => {
    const realm = new ShadowRealm();
    assert.ok(realm instanceof ShadowRealm && realm.constructor === ShadowRealm);
    const call = realm.evaluate('(callback, x) => { callback(1); return callback(x) + 1 }');
    return call((x) => (Atomics.wait(cell, 0, 0, 2), x * 2), i);
  }),
);
joinAll(fibers);
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.get()),
  fibers.map((_, i) => 2 * i + 1),
);
console.log('ok');
