// it: objects may move at every full collection (--stress-compaction), also those on stacks of parked jobs
// preload: greenpatch
// flags: --expose-gc --stress-compaction
'use strict';
require('../jobs/support/gc-workload')
  .run({ count: 10, rounds: 2 })
  .then(() => console.log('ok'));
