// it: nothing is hidden from the marking collector of the young generation
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --minor-ms
// lines: >=22
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ turns: 30, hides: false });
console.log('ok');
