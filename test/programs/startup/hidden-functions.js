// it: functions that are patched have the names, lengths, keys and descriptors of plain Node's, and a prototype that points back at them
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const look = `
const { ownKeys, getOwnPropertyDescriptor } = Reflect;
const out = {};
const facets = (fn) => ownKeys(fn).map((key) => {
  const { value, get, set, ...flags } = getOwnPropertyDescriptor(fn, key);
  return [String(key), typeof value, key === 'name' || key === 'length' ? value : '', get !== undefined, flags];
});
for (const module of ['fs', 'child_process', 'crypto', 'zlib', 'timers', 'dns', 'buffer', 'async_hooks', 'vm', 'worker_threads', 'module']) {
  const exports = require(module);
  for (const key of Object.keys(exports)) {
    const { value, get, set, ...flags } = getOwnPropertyDescriptor(exports, key);
    if (typeof value !== 'function' || /^[A-Z]|^wait|^waitFor/.test(key)) continue;
    out[module + '.' + key] = [flags, facets(value), value.prototype?.constructor === value];
  }
}
for (const key of ownKeys(Atomics)) {
  const { value, ...flags } = getOwnPropertyDescriptor(Atomics, key);
  if (typeof value === 'function') out['Atomics.' + key] = [flags, facets(value)];
}
console.log(JSON.stringify(out));`;
const root = path.join(__dirname, '..', '..', '..');
const [plain, preloaded] = [[], ['-r', root]].map((flags) => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...flags, '-e', look], { encoding: 'utf8' });
  assert.strictEqual(stderr, '');
  return JSON.parse(stdout);
});
for (const proxy of ['module._load', 'module.registerHooks']) delete plain[proxy]; // whose prototype is the original's
for (const name of Object.keys(plain)) assert.deepStrictEqual(preloaded[name], plain[name], name);
console.log('ok');
