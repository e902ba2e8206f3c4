// it: the same with a young generation of a megabyte
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --scavenger-max-new-space-capacity-mb=1
// lines: 22 24
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ hides: own });
console.log('ok');
