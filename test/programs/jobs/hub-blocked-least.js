// it: with GREENPATCH_WARN_HUB=200 only what blocks the hub that long is said
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=200
'use strict';
const assert = require('node:assert');
const warningsOfBlocking = require('./support/blocking-hub');

const warnings = warningsOfBlocking();
assert.strictEqual(warnings.length, 1, `${warnings}`);
assert.match(warnings[0], /Atomics\.wait[^]*blocking-hub\.js:\d+/);
console.log('ok');
