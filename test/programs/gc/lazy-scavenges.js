// it: stacks that rest are hidden from scavenges, and what they alone hold outlives these, full collections and writes from outside
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

for (let seed = 1; seed < 4; seed++) run({ seed, hides: own });
console.log('ok');
