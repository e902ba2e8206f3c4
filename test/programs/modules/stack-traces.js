// it: between two modules the stack of an error has no frame of greenpatch's: Node keeps ten, and the program's own must be there
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { inFiber } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({
  'outer.js': `require('./inner');`,
  'inner.js': `function fail() { throw new Error('inner') }\nfail();`,
});

assert.ok(inFiber());
const error = (() => {
  try {
    return require(at('outer'));
  } catch (thrown) {
    return thrown;
  }
})();
const frames = error.stack.split('\n').slice(1);
assert.strictEqual(frames.length, 10);
const files = frames.map((frame) => /([^(\s/]+):\d+:\d+\)?$/.exec(frame)[1]);
assert.deepStrictEqual(files.slice(0, 2), ['inner.js', 'inner.js']);
assert.ok(files.includes('outer.js'), error.stack);
assert.ok(!error.stack.includes(`${path.sep}patch${path.sep}`), error.stack);
console.log('ok');
