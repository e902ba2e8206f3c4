// it: a scavenge moves the AsyncLocalStorage store of the running code once only, however many coroutines are parked
// flags: --expose-gc
// lines: >=24
// The trap: V8 visits its one slot for continuation data once for each parked stack; a scavenger that sees a young object
// through one slot twice copies it twice.
'use strict';
require('./support/context-data-workload').run();
console.log('ok');
