// it: what is patched when its builtin is loaded late uses no method and no object that the program has replaced by then
// preload: greenpatch
// env: GREENPATCH_FRAMES=show
'use strict';
const LATE = 'child_process crypto dgram dns http https net readline stream tls worker_threads zlib'.split(' ');
const before = LATE.filter((name) => process.moduleLoadList.includes(`NativeModule ${name}`));
const assert = require('assert'); // it loads some of them
assert.deepStrictEqual(before, [], 'nothing has loaded them yet');
const { isPatched } = require('greenpatch/api');
const tampered = require('./support/tampered');

for (const name of LATE) require(name);
assert.deepStrictEqual(tampered.uses(), []);
for (const name of LATE) assert.ok(isPatched(name), name);
assert.strictEqual(require('crypto').randomBytes.name, 'randomBytes');
console.log('ok');
