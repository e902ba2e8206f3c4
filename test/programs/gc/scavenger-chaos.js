// it: scavenges that promote and copy at random (--scavenger-chaos-mode) find every reference on parked stacks
// flags: --expose-gc --scavenger-chaos-mode --stress-compaction-random
// lines: >=26
'use strict';
require('./support/gc-workload').run({ coroutines: 60, depth: 3, rounds: 3 });
console.log('ok');
