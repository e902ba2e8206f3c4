// it: nothing is hidden where V8 is told that young objects may stay where they are
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --scavenger-precise-object-pinning
// lines: >=24
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ turns: 30, hides: false });
console.log('ok');
