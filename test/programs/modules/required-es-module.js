// it: an ES module that a fiber requires may park while it is evaluated; another fiber waits for it
// preload: greenpatch
// flags: --experimental-require-module --no-warnings
'use strict';
const assert = require('node:assert');
const { spawn, joinAll } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({
  'top.mjs': `
    import fs from 'node:fs';
    export let value = 'half';
    for (let i = 0; i < 10; i++) fs.statSync('/');
    value = 'whole';`,
});
const fibers = [1, 2].map(() => spawn(() => require(at('top.mjs')).value));
joinAll(fibers, { raiseError: true });
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.get()),
  ['whole', 'whole'],
);
console.log('ok');
