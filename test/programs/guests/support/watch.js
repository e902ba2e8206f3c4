'use strict';
const assert = require('node:assert');
const { hubBlocking } = require('greenpatch');

/** A function that blocks for a moment. It counts its calls, and how many are inside at once: more than one if other code runs meanwhile. */
exports.blocks = () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const block = (n) => {
    block.calls++;
    block.most = Math.max(block.most, ++block.inside);
    Atomics.wait(cell, 0, 0, 2);
    block.inside--;
    return n + 1;
  };
  return Object.assign(block, { calls: 0, inside: 0, most: 0 });
};

/** Calls `each` in `count` timers, which are due at once; `then` gets the results in order. */
exports.timers = (count, each, then) => {
  const results = [];
  let left = count;
  for (let i = 0; i < count; i++)
    setTimeout(() => {
      results[i] = each(i);
      if (--left === 0) then(results);
    }, 1);
};

/** All these calls of `block` must have blocked the hub, and have been counted. */
exports.blockedTruly = (block, before) => {
  assert.strictEqual(block.most, 1, 'somebody else ran while a call blocked below a guest');
  assert.strictEqual(hubBlocking().calls - before, block.calls);
};
