// it: interpreted frames (no compiler at all but the bytecode's) of parked coroutines are walked correctly
// flags: --expose-gc --no-opt --no-sparkplug --no-maglev
'use strict';
require('./support/gc-workload').run({ coroutines: 60, depth: 3, rounds: 2 });
console.log('ok');
