// it: coroutines work without any code generation (--jitless), with collections
// flags: --expose-gc --jitless
'use strict';
require('./support/gc-workload').run({ coroutines: 60, depth: 3, rounds: 2 });
console.log('ok');
