// it: with module.registerHooks in use, two fibers that require one file still evaluate it once
// preload: greenpatch
// lines: >=22
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { registerHooks } = require('node:module');
const { spawn, joinAll } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({
  'hooked.js': `globalThis.runs = (globalThis.runs ?? 0) + 1; module.exports = SOURCE;`,
});
let loads = 0;
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('hooked.js')) return loaded;
    loads++;
    fs.statSync(__filename); // would park
    return { ...loaded, source: String(loaded.source).replace('SOURCE', '"from the hook"') };
  },
});
const fibers = [1, 2, 3].map(() => spawn(() => require(at('hooked'))));
joinAll(fibers, { raiseError: true });
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.get()),
  Array(3).fill('from the hook'),
);
assert.deepStrictEqual([globalThis.runs, loads], [1, 1]);
console.log('ok');
