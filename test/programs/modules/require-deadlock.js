// it: a module that waits for a fiber which requires that module, through another one, is a deadlock that names both fibers
// preload: greenpatch
// flags: --no-warnings
// expect-exit: 1
// expect-stderr: In a circle: fiber \d+ \(requires\) waits for fiber \d+ \(evaluates\)[^]*require of an ES module, of which fiber \d+ \(evaluates\)
'use strict';
const { sleep, spawn } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({
  'joins.mjs': 'globalThis.other.join(); export {};',
  'needs.mjs': "import './joins.mjs';",
});
globalThis.other = spawn(function requires() {
  sleep(1);
  require(at('needs.mjs'));
});
spawn(function evaluates() {
  require(at('joins.mjs'));
});
globalThis.other.join();
