// it: invariant 9: a main fiber that does not handle the deadlock ends the program with it
// expect-exit: 1
// expect-stderr: GreenpatchError: Deadlock: .* 2 fiber\(s\) are parked[^]*fiber \d+ \(main\) is parked in wait for a promise\n.*09-deadlock-uncaught\.js:15[^]*\(lonely\)
'use strict';
const { spawn, wait } = require('greenpatch/api');
const { runMain, watchForDeadlock } = require('../../../dist/hub');

watchForDeadlock();
function lonely() {
  wait(new Promise(() => {}));
}
runMain(() => {
  spawn(lonely);
  // Nothing settles this one.
  wait(new Promise(() => {}));
});
