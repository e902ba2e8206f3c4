// it: the same with --single-generation, which leaves no young generation where V8 is built for that
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --single-generation
// env: GREENPATCH_SWITCH=own
'use strict';
const { run, own } = require('./support/lazy-scavenges-workload');

run({ turns: 30 });
console.log('ok');
