// it: objects may move at every full collection (--stress-compaction), also those on stacks of parked coroutines
// flags: --expose-gc --stress-compaction
'use strict';
require('./support/gc-workload').run({ coroutines: 20, depth: 3, rounds: 2 });
console.log('ok');
