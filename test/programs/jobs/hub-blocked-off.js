// it: with GREENPATCH_WARN_HUB=off nothing is said about what blocks the hub
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const warningsOfBlocking = require('./support/blocking-hub');

assert.deepStrictEqual(warningsOfBlocking(), []);
console.log('ok');
