// it: --stack-size makes the stacks of coroutines deeper too
// flags: --stack-size=3900 --no-opt --no-sparkplug --no-maglev
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { unguarded, wide, sort } = require('./support/recursions');

for (const recurse of [unguarded, wide, sort]) {
  recurse();
  const plain = recurse();
  const inside = new Coroutine(recurse).resume();
  assert.ok(inside >= plain, `${recurse.name}: ${inside} deep in a coroutine, ${plain} in plain Node`);
}
assert.ok(new Coroutine(unguarded).resume() > 25_000, 'the flag has no effect');
console.log('ok');
