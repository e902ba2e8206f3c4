'use strict';
// node -r greenpatch without-addon.js <folder>: the addon cannot be loaded; in fibers it is not missed.
const assert = require('node:assert');
const Module = require('node:module');
const path = require('node:path');
const { unadapt } = require('greenpatch/api');

// What the library loads its addon with.
const { _resolveFilename: resolve } = Module;
Module._resolveFilename = function (request, ...rest) {
  if (/deasync(\.node)?$/.test(request) && request !== 'deasync') throw new Error('no addon');
  return Reflect.apply(resolve, this, [request === 'bindings' ? './no-bindings' : request, ...rest]);
};
const deasync = Module.createRequire(path.join(process.argv[2], 'package.json'))('deasync');
assert.strictEqual(deasync((value, done) => setTimeout(done, 1, null, value))('value'), 'value');
assert.throws(() => deasync((done) => setTimeout(done, 1, new Error('mine')))(), /^Error: mine$/);
deasync.sleep(1);
deasync.runLoopOnce();
let over = false;
setTimeout(() => (over = true), 1);
deasync.loopWhile(() => !over);
unadapt('deasync');
for (const call of [() => deasync.sleep(1), () => deasync.loopWhile(() => true), () => deasync(() => {})()]) {
  assert.throws(call, { code: 'ERR_GREENPATCH_NOT_IN_FIBER' });
}
console.log('ok');
