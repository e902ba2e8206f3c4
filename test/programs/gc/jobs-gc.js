// it: full collections between rounds of promise jobs, ticks and callbacks that park lose nothing
// preload: greenpatch
// flags: --expose-gc
'use strict';
require('../jobs/support/gc-workload')
  .run({ count: 40, rounds: 5 })
  .then(() => console.log('ok'));
