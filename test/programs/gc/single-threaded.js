// it: collections with no helper threads (--single-threaded) in coroutines lose nothing
// flags: --expose-gc --single-threaded
'use strict';
require('./support/gc-workload').run({ coroutines: 60, depth: 3, rounds: 2 });
console.log('ok');
