// it: two fibers whose modules require each other's do not wait for each other for ever: one sees a half-filled module, as in Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, joinAll } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const park = `require(${JSON.stringify(require.resolve('../patch/support/kit'))}).turns(5);`;
const ring = (own, next) =>
  `exports.name = '${own}'; ${park} exports.next = require('./${next}'); exports.whole = true;`;
const at = tree({
  'one.js': ring('one', 'two'),
  'two.js': ring('two', 'one'),
  'x.js': ring('x', 'y'),
  'y.js': ring('y', 'z'),
  'z.js': ring('z', 'x'),
});

const fibers = ['one', 'two', 'x', 'y', 'z'].map((name) => spawn(() => require(at(name))));
joinAll(fibers, { raiseError: true });
for (const fiber of fibers) {
  const { name, next, whole } = fiber.get();
  assert.ok(whole, `${name} was evaluated to its end`);
  assert.ok(next.whole, `${next.name}, which ${name} requires, in the end too`);
}
console.log('ok');
