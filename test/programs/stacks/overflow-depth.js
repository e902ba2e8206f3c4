// it: every kind of recursion goes at least as deep in a coroutine as in plain Node
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const recursions = require('./support/recursions');

for (const [name, recurse] of Object.entries(recursions)) {
  // Twice each: the first time warms code up, and code that is compiled meanwhile has frames of another size.
  recurse();
  const plain = recurse();
  let inside;
  for (let attempt = 0; attempt < 2; attempt++) {
    const coroutine = new Coroutine(recurse);
    inside = coroutine.resume();
    assert.strictEqual(coroutine.state, 'returned', `${name}: ${inside?.stack}`);
  }
  assert.ok(plain > 100, `${name} got only ${plain} deep in plain Node`);
  // The hub has this module's own frames above; a coroutine none. 1 % is what alignment may cost.
  assert.ok(inside >= plain * 0.99, `${name}: ${inside} deep in a coroutine, ${plain} in plain Node`);
}
console.log('ok');
