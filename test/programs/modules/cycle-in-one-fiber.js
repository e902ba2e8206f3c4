// it: invariant 11: a cycle of modules within one fiber sees half-filled exports, as in Node, also when it parks
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const park = `require(${JSON.stringify(require.resolve('../patch/support/kit'))}).turns();`;
const at = tree({
  'a.js': `exports.first = 1; ${park} exports.seenByB = require('./b').seen; ${park} exports.last = 2;`,
  'b.js': `${park} exports.seen = { ...require('./a') }; ${park}`,
});

const a = spawn(() => require(at('a')));
const main = require(at('a'));
assert.deepStrictEqual({ ...main }, { first: 1, seenByB: { first: 1 }, last: 2 });
assert.strictEqual(a.get(), main);
// Not earlier: two fibers that begin one cycle at its two ends are modules/cycle-across-fibers.js.
assert.deepStrictEqual({ ...spawn(() => require(at('b'))).get() }, { seen: { first: 1 } });
console.log('ok');
