// it: an error that is not caught in a fiber ends the process, and Node shows the line that threw it, not one of greenpatch
// expect-exit: 1
// expect-stderr: exit-uncaught-names-line\.js:\d+\n\s+throw new TypeError\('thrown here'\); // this line\n\s+\^\n\nTypeError: thrown here\n\s+at thrower
'use strict';
const { spawn, sleep } = require('greenpatch/api');

function thrower() {
  sleep(1);
  throw new TypeError('thrown here'); // this line
}
spawn(() => thrower());
spawn(() => sleep(50)); // another one is running meanwhile
