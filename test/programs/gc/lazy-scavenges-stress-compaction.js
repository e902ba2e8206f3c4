// it: nothing is hidden where every collection is a full one that moves objects
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --stress-compaction
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ count: 40, turns: 25, hides: false });
console.log('ok');
