// it: scavenges at every megabyte, while jobs, ticks and callbacks park
// preload: greenpatch
// flags: --min-semi-space-size=1 --max-semi-space-size=1 --semi-space-growth-factor=2
'use strict';
require('../jobs/support/gc-workload')
  .run({ count: 80, rounds: 4 })
  .then(() => console.log('ok'));
