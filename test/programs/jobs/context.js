// it: invariant 7: AsyncLocalStorage is right before and after a park at every kind of entry: run, enterWith, snapshot, bind
// preload: greenpatch
// timeout: 60000
'use strict';
require('./support/context').run();
