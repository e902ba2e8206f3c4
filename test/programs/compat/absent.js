// it: a package that need not be installed is answered when its own adapter is on, and only then
// preload: greenpatch
// env: GREENPATCH_COMPAT=pg-native
'use strict';
const assert = require('node:assert');
const { adapt, unadapt } = require('greenpatch/api');

const found = (name) => {
  try {
    return require.resolve(name).includes('absent');
  } catch ({ code }) {
    return code;
  }
};
const NONE = 'MODULE_NOT_FOUND';
const both = () => ['pg-native', 'fibers', 'fibers/future'].map(found);

assert.deepStrictEqual(both(), [true, NONE, NONE]);
assert.strictEqual('fiberLib' in process, false);
adapt('fibers');
assert.deepStrictEqual(both(), [true, true, true]);
assert.strictEqual(typeof process.fiberLib, 'function');
unadapt('pg-native');
assert.deepStrictEqual(both(), [NONE, true, true]);
unadapt('fibers');
assert.deepStrictEqual(both(), [NONE, NONE, NONE]);
assert.strictEqual('fiberLib' in process, false);

(async () => {
  await assert.rejects(import('fibers'), { code: 'ERR_MODULE_NOT_FOUND' });
  adapt('fibers');
  assert.strictEqual((await import('fibers')).default, require('fibers'));
  await assert.rejects(import('pg-native'), { code: 'ERR_MODULE_NOT_FOUND' });
  console.log('ok');
})();
