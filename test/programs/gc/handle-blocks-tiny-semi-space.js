// it: handles of parked stacks mean the same objects where new space is tiny, and scavenges are many
// flags: --expose-gc --max-semi-space-size=1 --min-semi-space-size=1
'use strict';
const { run } = require('./support/handle-blocks-workload');

run({ seed: 4, atOnce: 40, rounds: 2, changes: true });
console.log('ok');
