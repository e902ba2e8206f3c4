// it: writing to stdout and stderr with fs.writeSync does not park: everything is out, in order, when the process exits
// preload: greenpatch
// expect-exit: 3
// expect-stdout: ^ok\n1\n2\n3\nlast$
'use strict';
const fs = require('node:fs');
const { spawn, inFiber } = require('greenpatch');
const { parks } = require('../patch/support/kit');

if (!inFiber()) throw new Error('no main fiber');
const all = () => {
  fs.writeSync(1, 'ok\n');
  fs.writevSync(1, [Buffer.from('1\n')]);
  fs.writeFileSync(1, '2\n');
  fs.appendFileSync(1, '3\n');
};
if (parks(all)) process.exit(4);
spawn(() => {
  fs.writeSync(1, 'last\n');
  process.exit(3);
});
