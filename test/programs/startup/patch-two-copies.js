// it: two copies of the package in one process share one API, one journal and one hub, and patch once
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { folder } = require('../patch/support/kit');

// The copy lies where another package's node_modules would be.
const root = path.join(__dirname, '..', '..', '..');
const copy = path.join(folder(), 'node_modules', 'greenpatch');
for (const part of ['dist', 'prebuilds', 'package.json'])
  fs.cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
const finder = path.dirname(require.resolve('node-gyp-build/package.json'));
fs.cpSync(finder, path.join(copy, 'node_modules', 'node-gyp-build'), { recursive: true });

const builtin = fs.readFileSync;
const first = require('greenpatch');
const patched = fs.readFileSync;
assert.notStrictEqual(patched, builtin);
const second = require(copy);
assert.ok(
  Object.keys(require.cache).some((file) => file.startsWith(copy)),
  'it is a copy',
);
const apis = [first, second, require('greenpatch/api'), require(path.join(copy, 'dist', 'api.js'))];
for (const api of apis) {
  assert.deepStrictEqual(Object.keys(api).sort(), Object.keys(first).sort());
  for (const name of Object.keys(first)) assert.strictEqual(api[name], first[name], name);
}
assert.strictEqual(fs.readFileSync, patched, 'patched once');
second.patch();
assert.strictEqual(fs.readFileSync, patched);
assert.strictEqual(second.original('fs', 'readFileSync'), builtin);
second.unpatch();
assert.strictEqual(fs.readFileSync, builtin);
assert.ok(!first.isPatched('fs'));
first.patch('fs');

// Its own modules, loaded by their paths, work on the same fibers.
const hub = require(path.join(copy, 'dist', 'hub', 'index.js'));
first.spawn(() => {
  assert.ok(hub.inFiber());
  assert.strictEqual(hub.runningFiber(), first.currentFiber());
  hub.sleep(1);
  console.log('ok');
});
