// it: the same with a collection at each hundredth allocation
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --gc-interval=100
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ count: 40, turns: 12 });
console.log('ok');
