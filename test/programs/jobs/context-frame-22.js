// it: invariant 7: AsyncLocalStorage is right at every kind of entry also where it rides on V8's continuation data on Node 22
// preload: greenpatch
// flags: --experimental-async-context-frame
// lines: 22
// timeout: 60000
'use strict';
require('./support/context').run();
