// it: the same while marking goes on all the time
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --stress-incremental-marking
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ count: 40, turns: 20 });
console.log('ok');
