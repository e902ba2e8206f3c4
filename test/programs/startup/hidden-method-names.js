// it: a stack through several modules reads as in plain Node, the names of Node's own methods too
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { inFiber, original, unpatch } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({
  'a.js': `module.exports = require('./b');`,
  'b.js': `module.exports = require('./c');`,
  'c.js': `module.exports = new Error('c').stack;`,
});
const show = `process.stdout.write(require(${JSON.stringify(at('a'))}))`;
const env = { ...process.env, NODE_OPTIONS: '' };

assert.ok(inFiber());
assert.strictEqual(require(at('a')), execFileSync(process.execPath, ['-e', show], { env, encoding: 'utf8' }));

// The name is lent: it goes with the patch.
const { load } = require('node:module').prototype;
unpatch();
const { load: nodes } = require('node:module').prototype;
assert.notStrictEqual(nodes, load);
assert.strictEqual(nodes.name, '');
assert.strictEqual(original('fs', 'readFileSync').name, 'readFileSync');
console.log('ok');
