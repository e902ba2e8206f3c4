// it: invariant 11: a fiber that requires a module which another fiber is evaluating waits and sees it whole; it is evaluated once
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, joinAll } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({
  'slow.js': `
    globalThis.evaluated = (globalThis.evaluated ?? 0) + 1;
    exports.early = true;
    require(${JSON.stringify(require.resolve('../patch/support/kit'))}).turns(20);
    exports.late = true;`,
  'wrapper.js': `module.exports = require('./slow');`,
  'package/package.json': '{ "main": "lib" }',
  'package/lib.js': `module.exports = require('../slow');`,
});

const seen = [];
const requests = ['slow', 'slow.js', 'slow', 'wrapper', 'package', 'package/lib'];
const fibers = requests.map((request) =>
  spawn(() => {
    const { early, late } = require(at(request));
    seen.push([request, early, late]);
  }),
);
joinAll(fibers, { raiseError: true });
assert.deepStrictEqual(
  seen.map(([, early, late]) => [early, late]),
  requests.map(() => [true, true]),
);
assert.strictEqual(globalThis.evaluated, 1);
console.log('ok');
