// it: invariant 8: a failure that is not observed ends the program as an uncaught error of Node does, with its source line
// expect-exit: 1
// expect-stderr: 08-uncaught\.js:\d+\n\s+throw new TypeError\('nobody looks at this'\);\n\s+\^\n\nTypeError: nobody looks at this\n\s+at failing \(
'use strict';
const { spawn, idle } = require('greenpatch/api');

function failing() {
  idle();
  throw new TypeError('nobody looks at this');
}
spawn(failing);
setTimeout(() => console.log('must not be reached'), 60_000);
