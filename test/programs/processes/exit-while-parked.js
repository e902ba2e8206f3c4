// it: while the process exits nothing parks: listeners of exit have done all their work when they return
// preload: greenpatch
// expect-exit: 7
// expect-stdout: ^read: written\nexec: child\nwait: timed-out\nexists: true\ndone$
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('greenpatch');
const { folder } = require('../patch/support/kit');

const file = path.join(folder(), 'file');
process.prependListener('exit', () => {
  fs.writeFileSync(file, 'written');
  console.log(`read: ${fs.readFileSync(file, 'utf8')}`);
  console.log(`exec: ${execFileSync('echo', ['child'], { encoding: 'utf8' }).trim()}`);
  console.log(`wait: ${Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)}`);
  console.log(`exists: ${fs.existsSync(file)}`);
  console.log('done');
});
setImmediate(() => setImmediate(() => console.log('other code')));
spawn(() => process.exit(7));
