// it: full and minor collections in running coroutines and while hundreds are parked keep what only their stacks refer to
// flags: --expose-gc
'use strict';
require('./support/gc-workload').run({ coroutines: 80, depth: 3, rounds: 2 });
console.log('ok');
