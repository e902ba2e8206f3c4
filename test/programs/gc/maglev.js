// it: Maglev's frames (--stress-maglev) of parked coroutines are walked correctly
// flags: --expose-gc --maglev --stress-maglev
// lines: >=22
'use strict';
require('./support/gc-workload').run({ coroutines: 60, depth: 3, rounds: 2 });
console.log('ok');
