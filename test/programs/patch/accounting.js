// it: every export of every patched builtin is implemented, passed through, or refused with a reason, on this Node line
// engines: switch
// flags: --no-deprecation
'use strict';
const assert = require('node:assert');
const { patches } = require('../../../dist/patch');
const unaccounted = require('./support/unaccounted');

const load = require('./support/load');
const { isNewer, tell } = require('./support/pinned');

assert.ok(patches.length >= 9);
for (const patch of patches) {
  const names = unaccounted(patch, load(patch.module));
  if (isNewer && names.length > 0) tell(`node:${patch.module}: ${names.join(', ')}`);
  else assert.deepStrictEqual(names, [], `node:${patch.module} in ${process.version}`);
  for (const name of Object.keys(patch.adds ?? {})) {
    const keys = name.split('.');
    const holder = keys.slice(0, -1).reduce((object, key) => object[key], load(patch.module));
    assert.ok(!(keys.at(-1) in holder), `Node has a ${patch.module}.${name} of its own now: decide which is better`);
  }
  for (const [name, why] of Object.entries(patch.refuses)) assert.match(why, /\w+ \w+/, `why ${name} is refused`);
  const [first] = Object.getOwnPropertyNames(load(patch.module)).filter((name) => patch.passThrough.includes(name));
  if (first === undefined) continue;
  const without = { ...patch, passThrough: patch.passThrough.filter((name) => name !== first) };
  const noticed = unaccounted(without, load(patch.module)).filter((name) => !names.includes(name));
  assert.deepStrictEqual(noticed, [first], 'a name that is left out is noticed');
}

// Names that are not exports themselves.
class Dir {
  closeSync() {}
  path() {}
}
const helper = Object.assign(() => {}, { native() {} });
const builtin = { Dir, helper, constant: 1, statSync() {} };
const lists = { implements: { statSync() {} }, passThrough: ['Dir', 'helper', 'constant'], refuses: {} };
assert.deepStrictEqual(unaccounted(lists, builtin), ['Dir.prototype.closeSync', 'helper.native']);
const adding = { ...lists, adds: { 'Dir.prototype.closeSync': { fn() {} } } };
assert.deepStrictEqual(unaccounted(adding, builtin), ['helper.native']);
console.log('ok');
