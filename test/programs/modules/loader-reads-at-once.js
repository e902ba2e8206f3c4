// it: resolving and reading a module in a fiber let no other code run; evaluating it may
// env: GREENPATCH_FS=park
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { inFiber, sleep } = require('greenpatch');
const { tree, parks } = require('../patch/support/kit');

const at = tree({
  'plain.js': 'module.exports = 1;',
  'data.json': '{ "a": 1 }',
  'node_modules/dep/package.json': '{ "main": "./lib/main.js" }',
  'node_modules/dep/lib/main.js': `module.exports = [require('./other'), require('../../../data.json')];`,
  'node_modules/dep/lib/other.js': 'module.exports = 2;',
  'user.js': `module.exports = require('dep');`,
  'reads.js': `module.exports = require('fs').readFileSync(__filename, 'utf8').length;`,
  'broken.json': '{',
  'broken.js': 'let = ;',
});
fs.symlinkSync('plain.js', at('link.js'));

sleep(0); // start-up is over: what blocks parks from now on
assert.ok(inFiber());
for (const name of ['plain', 'link', 'data.json', 'user']) {
  assert.ok(!parks(() => require(at(name))), `${name} is loaded in one go`);
}
assert.deepStrictEqual(require(at('user')), [2, { a: 1 }]);
assert.ok(!parks(() => require.resolve(at('link'))), 'require.resolve');
for (const name of ['missing', 'broken.json', 'broken.js']) {
  const fails = parks(() => assert.throws(() => require(at(name))));
  assert.ok(!fails, `${name} fails in one go`);
}
assert.ok(parks(() => assert.strictEqual(require(at('reads')), fs.statSync(at('reads.js')).size)));
assert.ok(
  parks(() => fs.readFileSync(at('plain.js'))),
  'the program may read the same file',
);
assert.ok(
  parks(() => fs.realpathSync(path.dirname(at('plain.js')))),
  'and resolve it',
);
console.log('ok');
