// it: a program that lists or empties require.cache finds nothing of a preloaded greenpatch, and gets the same one afterwards
// preload: greenpatch
'use strict';
const assert = require('assert');

assert.deepStrictEqual(Object.keys(require.cache), [__filename]);
for (const file in require.cache) delete require.cache[file];
assert.deepStrictEqual(Object.keys(require.cache), []);

const file = require.resolve('greenpatch');
assert.ok(file in require.cache);
const { inFiber, spawn } = require('greenpatch');
assert.strictEqual(require.cache[file].exports.spawn, spawn);
assert.ok(inFiber());
assert.deepStrictEqual(Object.keys(require.cache), []);
console.log('ok');
