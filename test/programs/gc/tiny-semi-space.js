// it: a scavenge at every megabyte with a semi-space that never grows moves objects of parked coroutines again and again
// flags: --min-semi-space-size=1 --max-semi-space-size=1 --semi-space-growth-factor=2
'use strict';
require('./support/gc-workload').run({ coroutines: 150, depth: 3, rounds: 4 });
console.log('ok');
