// it: invariant 8: an error of a listener of 'end' that has parked ends the process as in plain Node, with the line that threw it
// preload: greenpatch
// expect-exit: 1
// expect-stderr: uncaught-end\.js:\d+\n\s+throw new TypeError\('thrown here'\); // this line\n\s+\^\n\nTypeError: thrown here\n\s+at (.*\.)?thrower
'use strict';
const kit = require('./support/kit');

function thrower() {
  const door = kit.door();
  kit.loop(door.open);
  door.pass();
  throw new TypeError('thrown here'); // this line
}
require('node:stream').Readable.from(['a']).on('end', thrower).resume();
setTimeout(() => console.log('must not be reached'), 60_000);
