// it: invariant 10: patching twice is patching once, and unpatching restores the identical functions with identical descriptors
'use strict';
const assert = require('node:assert');
const { syncBuiltinESMExports } = require('node:module');
const { patch, unpatch, isPatched, original } = require('greenpatch/api');
const { patches } = require('../../../dist/patch');
const { readFileSync: imported } = require('node:fs');

const load = require('./support/load');

const places = patches.flatMap(({ module, implements: made }) =>
  Object.keys(made).map((name) => {
    const keys = name.split('.');
    const key = keys.pop();
    return { module, name, key, holder: () => keys.reduce((object, step) => object?.[step], load(module)) };
  }),
);
/** Every property of every object that a patch could touch. */
const snapshot = () =>
  new Map(
    [globalThis, ...places.map(({ holder }) => holder()).filter(Boolean)].map((object) => [
      object,
      Object.getOwnPropertyDescriptors(object),
    ]),
  );
/** The same properties in the same order with the same attributes and the very same values. */
function same(after, before) {
  for (const [object, was] of before) {
    const is = after.get(object);
    // What is used for the first time meanwhile may add globals.
    if (object !== globalThis) assert.deepStrictEqual(Reflect.ownKeys(is), Reflect.ownKeys(was));
    for (const key of Reflect.ownKeys(was)) {
      for (const attribute of ['value', 'get', 'set', 'writable', 'enumerable', 'configurable']) {
        assert.ok(Object.is(is[key][attribute], was[key][attribute]), `${attribute} of ${String(key)}`);
      }
    }
  }
}

Object.values(require('node:fs')); // Node 20 defines some functions when they are first looked at
const before = snapshot();
// An original that has no name may be lent one while it is patched.
const nameless = new Set(
  places.map(({ key, holder }) => before.get(holder())?.[key]?.value).filter((fn) => fn?.name === ''),
);
patch();
patch();
patch('fs', 'node:fs', 'timers', 'ATOMICS');
const during = snapshot();
for (const { module, name, key, holder } of places) {
  const was = before.get(holder())?.[key];
  const is = during.get(holder())?.[key];
  if (!isPatched(module, name)) {
    assert.strictEqual(is?.value, was?.value, `${module}.${name} is not patched`);
    continue;
  }
  if (was === undefined || is === undefined) continue; // inherited, or in another prototype; looked at below
  assert.notStrictEqual(is.value, was.value, `${module}.${name} is replaced`);
  assert.strictEqual(original(module, name), was.value, `the original of ${module}.${name}`);
  assert.deepStrictEqual({ ...is, value: 0 }, { ...was, value: 0 }, `attributes of ${module}.${name}`);
  const [trimmings, its] = [was.value, is.value].map((fn) =>
    Reflect.ownKeys(fn).map((property) => {
      const { value, ...attributes } = Object.getOwnPropertyDescriptor(fn, property);
      const lent = property === 'name' && fn === was.value && nameless.has(fn);
      return [property, property === 'native' ? 'function' : lent ? '' : value, attributes];
    }),
  );
  const byName = ([a], [b]) => (String(a) < String(b) ? -1 : 1);
  assert.deepStrictEqual(its.sort(byName), trimmings.sort(byName), `own properties of ${module}.${name}`);
  assert.strictEqual(is.value, holder()[key]);
}
const net = require('node:net');
assert.ok(Object.hasOwn(net.Server.prototype, 'emit'));
assert.strictEqual(original('net', 'Server.prototype.emit'), require('node:events').prototype.emit);
assert.strictEqual(require('node:fs').realpathSync.native.name, original('fs', 'realpathSync.native').name);

// In parts, in any order, with the names that import {} gives following.
unpatch('fs', 'http');
assert.ok(!isPatched('fs') && !isPatched('http') && isPatched('net') && isPatched('child_process'));
assert.strictEqual(require('node:fs').readFileSync, imported);
patch('fs', 'http');
assert.ok(isPatched('fs', 'readFileSync') && isPatched('http'));
unpatch('net', 'tls');
assert.ok(isPatched('https'));
unpatch();
same(snapshot(), before);
for (const { module } of patches) assert.ok(!isPatched(module), module);
unpatch();
syncBuiltinESMExports();

import('./support/names.mjs').catch((error) => {
  console.error(error);
  process.exit(1);
});
