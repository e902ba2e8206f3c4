'use strict';
const { Readable } = require('node:stream');
const { wait } = require('greenpatch');
const kit = require('./kit');

/** Blocks the hub three times a chunk, once of it long, and gives the messages of the warnings about it. */
module.exports = function warningsOfBlocking() {
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
  return warnings.filter(({ code }) => code === 'GREENPATCH_HUB_BLOCKED').map(({ message }) => message);
};
