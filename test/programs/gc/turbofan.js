// it: optimised frames of parked coroutines (everything compiled by TurboFan, inlining at its most) are walked correctly
// flags: --expose-gc --always-turbofan --stress-inline
// lines: 22 24
// timeout: 60000
'use strict';
require('./support/gc-workload').run({ coroutines: 40, depth: 3, rounds: 2 });
console.log('ok');
