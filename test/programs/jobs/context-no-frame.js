// it: invariant 7: AsyncLocalStorage is right at every kind of entry also where it is made of async hooks on Node 24 and 26
// preload: greenpatch
// flags: --no-async-context-frame
// lines: >=24
// timeout: 60000
'use strict';
require('./support/context').run();
