// it: the same with scavenges at random
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --stress-scavenge=10
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ count: 60, turns: 12 });
console.log('ok');
