// it: GREENPATCH_STACK_KB makes the stacks of coroutines deeper than plain Node's
// env: GREENPATCH_STACK_KB=4000
// flags: --no-opt --no-sparkplug --no-maglev
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { unguarded } = require('./support/recursions');

const plain = unguarded();
const inside = new Coroutine(unguarded).resume();
assert.ok(inside > plain * 3.5, `${inside} deep in a coroutine, ${plain} in plain Node`);
console.log('ok');
