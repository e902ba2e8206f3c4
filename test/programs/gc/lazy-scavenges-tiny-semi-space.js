// it: the same with a semi-space of a megabyte
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --max-semi-space-size=1 --min-semi-space-size=1
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ hides: own });
console.log('ok');
