// it: with --pending-deprecation the preload warns of nothing, and reaches what it needs all the same
// flags: --pending-deprecation
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { inFiber } = require('greenpatch/api');

process.on('warning', (warning) => {
  throw warning;
});
assert.strictEqual(process.binding.name, 'deprecated');
setImmediate(async () => {
  await null;
  assert.ok(inFiber());
  console.log('ok');
});
