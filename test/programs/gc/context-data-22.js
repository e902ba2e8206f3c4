// it: a scavenge moves the store once only also where AsyncLocalStorage rides on continuation data on Node 22
// flags: --expose-gc --experimental-async-context-frame
// lines: 22
'use strict';
require('./support/context-data-workload').run();
console.log('ok');
