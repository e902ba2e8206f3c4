// it: while the process exits child processes are waited for truly, also by listeners that fibers have added
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync, execSync } = require('node:child_process');
const { spawn } = require('greenpatch');

spawn(() => {
  process.on('exit', () => {
    assert.strictEqual(execFileSync('echo', ['late'], { encoding: 'utf8' }), 'late\n');
    console.log('ok');
  });
  execSync('true');
});
// One that still runs then is left alone, as a child of child_process.spawn is.
spawn(() => execSync('sleep 0.2'));
