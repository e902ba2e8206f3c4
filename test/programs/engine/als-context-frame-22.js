// it: AsyncLocalStorage belongs to the fiber also where it rides on V8's continuation data on Node 22
// flags: --experimental-async-context-frame
// lines: 22
'use strict';
require('./support/als-workload').run(() => console.log('ok'));
