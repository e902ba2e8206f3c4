// it: the same where scavenges promote at random: what has been scavenged often may be young
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --scavenger-chaos-mode
// lines: >=26
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

for (let seed = 1; seed < 6; seed++) run({ seed });
console.log('ok');
