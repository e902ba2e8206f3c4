// it: handles of parked stacks mean the same objects where each full collection moves every object
// flags: --expose-gc --stress-compaction
'use strict';
const { run } = require('./support/handle-blocks-workload');

run({ seed: 3, atOnce: 24, rounds: 1, changes: true });
console.log('ok');
