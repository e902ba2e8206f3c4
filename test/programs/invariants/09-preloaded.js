// it: invariant 9: preloaded, a main module that waits for what never comes ends with the deadlock, and its place
// preload: greenpatch
// expect-exit: 1
// expect-stderr: GreenpatchError: Deadlock: [^]*\(main\) is parked in wait for a promise\n[^]*09-preloaded\.js:11[^]*\(helper\) is parked in wait for a promise\n[^]*js:9[^]*js:8
'use strict';
const { spawn, wait } = require('greenpatch/api');

spawn(function helper() {
  wait(new Promise(() => {}));
});
wait(new Promise(() => {}));
