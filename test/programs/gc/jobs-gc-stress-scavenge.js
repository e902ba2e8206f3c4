// it: scavenges at random fill levels and stepwise marking, while jobs, ticks and callbacks park
// preload: greenpatch
// flags: --expose-gc --stress-scavenge=50 --stress-marking=50
'use strict';
require('../jobs/support/gc-workload')
  .run({ count: 20, rounds: 3 })
  .then(() => console.log('ok'));
