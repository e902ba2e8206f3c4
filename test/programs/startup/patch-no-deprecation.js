// it: the preload works with --no-deprecation, where Node makes process.noDeprecation read-only
// flags: --no-deprecation
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { patch, isPatched, spawn } = require('greenpatch/api');

patch();
assert.ok(isPatched('child_process', 'execFileSync'));
spawn(() => {
  assert.strictEqual(String(execFileSync('echo', ['x'])), 'x\n');
  console.log('ok');
});
