// it: the marking collector of the young generation (--minor-ms) sees what parked stacks refer to
// flags: --expose-gc --minor-ms
// lines: >=22
'use strict';
require('./support/gc-workload').run({ coroutines: 100, depth: 3, rounds: 2 });
console.log('ok');
