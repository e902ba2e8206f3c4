// it: baseline code (--always-sparkplug), flushed and compiled anew while parked (--stress-flush-code), is walked correctly
// flags: --expose-gc --always-sparkplug --stress-flush-code --flush-bytecode
'use strict';
require('./support/gc-workload').run({ coroutines: 60, depth: 3, rounds: 2 });
console.log('ok');
