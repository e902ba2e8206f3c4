// it: recursion in a coroutine is as deep as in plain Node when frames have one size (interpreted code only)
// flags: --no-opt --no-sparkplug --no-maglev
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const recursions = require('./support/recursions');

for (const [name, recurse] of Object.entries(recursions)) {
  recurse();
  const plain = recurse();
  const inside = new Coroutine(recurse).resume();
  assert.ok(inside >= plain, `${name}: ${inside} deep in a coroutine, ${plain} in plain Node`);
}
console.log('ok');
