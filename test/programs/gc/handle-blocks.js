// it: native code on parked stacks holds more handles than a block of V8's has, while collections come and both ways to switch change
// flags: --expose-gc
'use strict';
const { run } = require('./support/handle-blocks-workload');

run({ seed: 1, atOnce: 90, rounds: 2 }); // more than wait or stay warm when they have ended
run({ seed: 2, atOnce: 50, rounds: 2, changes: true });
console.log('ok');
