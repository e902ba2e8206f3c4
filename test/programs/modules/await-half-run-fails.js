// it: invariant 11: a module that runs behind another one's await, is parked and fails, fails for those who import it meanwhile
// preload: greenpatch
'use strict';
globalThis.failing = true;
require('./await-half-run.js');
