// it: marking that goes on step by step across switches (--stress-incremental-marking) loses nothing that is only on stacks
// flags: --expose-gc --stress-incremental-marking
'use strict';
require('./support/gc-workload').run({ coroutines: 25, depth: 3, rounds: 3 });
console.log('ok');
