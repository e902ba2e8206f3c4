// it: scavenges at random fill levels (--stress-scavenge) and stepwise marking (--stress-marking) lose nothing
// flags: --expose-gc --stress-scavenge=50 --stress-marking=50
'use strict';
require('./support/gc-workload').run({ coroutines: 60, depth: 3, rounds: 3 });
console.log('ok');
