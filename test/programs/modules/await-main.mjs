// it: a main module that imports one with a top-level await and a later one that blocks comes to its end, in plain Node's order
// preload: greenpatch
import assert from 'node:assert';
import './support/awaits.mjs';
import './support/blocks.mjs';
import log from './support/log.mjs';

assert.deepStrictEqual(log, ['ENOENT', 'ENOENT', 'blocks', 'awaits']);
console.log('ok');
