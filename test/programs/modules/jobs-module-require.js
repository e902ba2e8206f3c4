// it: invariant 11: modules that promise jobs and callbacks require while another one evaluates them are seen whole, once
// preload: greenpatch
// flags: --experimental-require-module --no-warnings
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { promisify } = require('node:util');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { tree } = require('../patch/support/kit');

const doors = (globalThis.doors = { common: kit.door('common.js'), module: kit.door('module.mjs') });
globalThis.runs = { common: 0, module: 0 };
const at = tree({
  'common.js': `exports.value = 'half'; runs.common++; doors.common.pass(); exports.value = 'whole';`,
  'module.mjs': `export let value = 'half'; runs.module++; doors.module.pass(); value = 'whole';`,
});
const entries = {
  job: async (load) => (await null, load()),
  tick: (load) => new Promise((resolve) => process.nextTick(() => resolve(load()))),
  timer: (load) => new Promise((resolve) => setTimeout(() => resolve(load()), 1)),
  callback: (load) => new Promise((resolve) => fs.stat('/', () => resolve(load()))),
  'job again': async (load) => (await promisify(fs.stat)('/'), load()),
};
for (const [kind, file] of Object.entries({ common: 'common.js', module: 'module.mjs' })) {
  let begun = 0;
  const all = Object.values(entries).map((entry) => entry(() => (begun++, require(at(file)).value)));
  kit.until(() => begun === all.length && doors[kind].waiting === 1, `${file} blocks`);
  doors[kind].open();
  assert.deepStrictEqual(wait(Promise.all(all)), Array(all.length).fill('whole'));
}
assert.deepStrictEqual(globalThis.runs, { common: 1, module: 1 });
console.log('ok');
