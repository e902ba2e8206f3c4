// it: AsyncLocalStorage belongs to the fiber also where it is made of async hooks on Node 24 and 26
// flags: --no-async-context-frame
// lines: >=24
'use strict';
require('./support/als-workload').run(() => console.log('ok'));
