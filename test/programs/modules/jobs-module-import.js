// it: invariant 11: async functions that import one ES module, which blocks while it is evaluated, all see it whole; it runs once
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { tree } = require('../patch/support/kit');

globalThis.runs = 0;
const door = (globalThis.door = kit.door('the module'));
const at = tree({
  'slow.mjs': `
    runs++;
    export let value = 'half';
    door.pass();
    value = 'whole';`,
  'user.mjs': `import { value } from './slow.mjs'; export const seen = value;`,
  'slow.cjs': `
    exports.early = true;
    exports.run = globalThis.commonRuns = (globalThis.commonRuns ?? 0) + 1;
    for (let n = 0; n < 20; n++) require('node:fs').statSync('/');
    exports.late = true;`,
});

const importers = ['slow.mjs', 'user.mjs', 'slow.mjs', 'user.mjs'].map(async (name) => {
  await null;
  const { value, seen } = await import(at(name));
  return value ?? seen;
});
let ended = 0;
for (const importer of importers) importer.then(() => ended++);
kit.until(() => door.waiting === 1, 'it blocks');
let looped = false;
kit.loop(() => (looped = true));
kit.until(() => looped);
assert.deepStrictEqual([globalThis.runs, ended], [1, 0]);
door.open();
assert.deepStrictEqual(wait(Promise.all(importers)), Array(4).fill('whole'));
assert.strictEqual(globalThis.runs, 1);

// A CommonJS module, imported and required by jobs at the same time.
const common = ['import', 'require', 'import', 'require'].map(async (how) => {
  await null;
  const { early, late, run } = how === 'import' ? (await import(at('slow.cjs'))).default : require(at('slow.cjs'));
  return [early, late, run];
});
assert.deepStrictEqual(wait(Promise.all(common)), Array(4).fill([true, true, 1]));
console.log('ok');
