// it: under the permission model child processes are refused as without greenpatch
// lines: >=24
// flags: --permission --allow-fs-read=* --allow-addons --allow-worker
// preload: greenpatch
// expect-stderr: ^(.*Warning.*\n|\(Use .*\n)*$
'use strict';
const assert = require('node:assert');
const cp = require('node:child_process');
const { spawn } = require('greenpatch');

const refused = { code: 'ERR_ACCESS_DENIED', permission: 'ChildProcess' };
const calls = [() => cp.execSync('true'), () => cp.execFileSync('true'), () => cp.spawnSync('true')];
for (const call of calls) {
  assert.throws(call, refused);
  spawn(() => assert.throws(call, refused)).get();
}
console.log('ok');
