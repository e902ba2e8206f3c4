// it: with GREENPATCH_WARN_HUB=200 only what blocks the hub that long is said
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=200
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');
const { wait } = require('greenpatch');
const kit = require('../jobs/kit');

const warnings = [];
process.on('warning', (warning) => warnings.push(warning));
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = (ms) => Atomics.wait(cell, 0, 0, ms);
wait(
  new Promise((resolve) => {
    const stream = Readable.from([1, 2, 3]);
    stream.on('data', () => {
      require('node:fs').statSync('/');
      block(1);
      block(300); // long
    });
    stream.on('end', resolve);
  }),
);
let looped = false;
kit.loop(() => (looped = true));
kit.until(() => looped);
const blocked = warnings.filter(({ code }) => code === 'GREENPATCH_HUB_BLOCKED');
assert.strictEqual(blocked.length, 1, `${warnings}`);
assert.match(blocked[0].message, /Atomics\.wait[^]*jobs-hub-blocked-least\.js:\d+/);
console.log('ok');
