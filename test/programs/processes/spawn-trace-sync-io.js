// it: with --trace-sync-io Node says where a child process is waited for, as without greenpatch
// flags: --trace-sync-io
// preload: greenpatch
// expect-stderr: Detected use of sync API[\s\S]*spawnSync
'use strict';
const { execFileSync } = require('node:child_process');

setImmediate(() => {
  execFileSync('true');
  console.log('ok');
});
