// it: in a fiber the originals of child_process block, no matter what called the patched ones before
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const cp = require('node:child_process');
const { original, sleep } = require('greenpatch');
const { parks } = require('../patch/support/kit');

sleep(0); // start-up is over: what blocks parks from now on
for (const [name, ...args] of [
  ['execSync', 'true'],
  ['execFileSync', 'true'],
  ['spawnSync', 'true'],
]) {
  assert.ok(
    parks(() => cp[name](...args)),
    name,
  );
  assert.ok(!parks(() => original('child_process', name)(...args)), `original ${name}`);
  assert.ok(
    parks(() => cp[name](...args)),
    `${name} again`,
  );
}
console.log('ok');
