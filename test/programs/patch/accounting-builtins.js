// it: every builtin of this Node line is patched, has nothing that blocks, or is refused with a reason
// engines: switch
'use strict';
const assert = require('node:assert');
const { builtinModules } = require('node:module');
const { patches } = require('../../../dist/patch');
const { nothingBlocks, refused } = require('./support/builtins');
const { isNewer, tell } = require('./support/pinned');

const patched = patches.map(({ module }) => module);
const unaccounted = (names) =>
  [...new Set(names.map((name) => name.replace(/^node:/, '')))]
    .filter((name) => !name.startsWith('_')) // parts of http, stream and tls under their old names: the same objects
    .filter((name) => !patched.includes(name) && !Object.hasOwn(nothingBlocks, name) && !Object.hasOwn(refused, name));

assert.ok(builtinModules.length > 50);
const found = unaccounted(builtinModules);
if (isNewer && found.length > 0) tell(`builtins: ${found.join(', ')}`);
else assert.deepStrictEqual(found, [], process.version);
assert.deepStrictEqual(unaccounted(['fs', 'node:fibers', 'node:test']), ['fibers'], 'a new one is noticed');
for (const [name, why] of Object.entries({ ...nothingBlocks, ...refused })) assert.match(why, /\w+ \w+/, name);
assert.deepStrictEqual(
  Object.keys(refused).filter((name) => patched.includes(name) || name in nothingBlocks),
  [],
);

// On lines that do not list them yet, these are there all the same.
for (const name of ['sea', 'test', 'test/reporters']) assert.deepStrictEqual(unaccounted([name]), []);
console.log('ok');
