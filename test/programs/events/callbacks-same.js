// it: asynchronous functions whose callbacks are entry points are the same to those who look: name, length, promisify, arguments
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { AsyncLocalStorage } = require('node:async_hooks');
const { promisify } = require('node:util');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

const report = `
  const { promisify } = require('util');
  const looks = {};
  for (const name of ['fs', 'child_process', 'dns', 'crypto', 'zlib', 'timers']) {
    const module = require(name);
    for (const [key, value] of Object.entries(module)) {
      if (typeof value !== 'function' || /Sync$|^[A-Z]/.test(key)) continue;
      const own = Reflect.ownKeys(value).map(String).sort().join();
      looks[name + '.' + key] = [value.name, value.length, own, typeof value[promisify.custom]];
    }
  }
  console.log(JSON.stringify(looks));`;
const looks = (...flags) =>
  JSON.parse(execFileSync(process.execPath, [...flags, '-e', report], { encoding: 'utf8', stdio: 'pipe' }));
assert.deepStrictEqual(looks('-r', 'greenpatch'), looks());

const { crypto, fs, zlib } = { crypto: require('node:crypto'), fs: require('node:fs'), zlib: require('node:zlib') };
for (const call of [
  () => fs.readFile(__filename),
  () => fs.stat(__filename, {}, 'no function'),
  () => fs.readFile(7.5, () => {}),
  () => zlib.gzip('text'),
  () => crypto.pbkdf2('p', 's', 1, 1, 'sha1'),
  () => require('node:dns').lookup('localhost'),
]) {
  assert.throws(call, (error) => /^ERR_(INVALID_ARG_TYPE|INVALID_CALLBACK|OUT_OF_RANGE)$/.test(error.code), `${call}`);
}
assert.strictEqual(wait(promisify(fs.exists)('/')), true);
assert.deepStrictEqual(Object.keys(wait(promisify(fs.read)(fs.openSync(__filename), Buffer.alloc(3), 0, 3, 0))), [
  'bytesRead',
  'buffer',
]);
assert.strictEqual(wait(promisify(crypto.randomBytes)(5)).length, 5);

// The receiver of a callback, its context, and that it is called once.
const store = new AsyncLocalStorage();
const calls = [];
store.run('mine', () => {
  fs.stat('/', function () {
    calls.push(store.getStore(), typeof this);
    const door = kit.door();
    setImmediate(door.open);
    door.pass();
    calls.push(store.getStore());
  });
});
kit.until(() => calls.length === 3);
assert.strictEqual(calls[0], 'mine');
assert.strictEqual(calls[2], 'mine');
let looped = false;
kit.loop(() => (looped = true));
kit.until(() => looped);
assert.strictEqual(calls.length, 3);
console.log('ok');
