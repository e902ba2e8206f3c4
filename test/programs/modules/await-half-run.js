// it: invariant 11: who imports a module that runs behind another one's await, and is parked, waits for its end
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { tree } = require('../patch/support/kit');

// modules/await-half-run-fails.js has it fail.
const log = (globalThis.log = []);
const doors = (globalThis.doors = { middle: kit.door('middle'), other: kit.door('other') });
const at = tree({
  'awaits.mjs': `await null;`,
  'middle.mjs': `
    import './awaits.mjs';
    export let value = 'half';
    doors.middle.pass();
    value = 'whole';
    if (globalThis.failing) throw new Error('failed');`,
  'top.mjs': `export * from './middle.mjs'; import './beside.mjs'; log.push('top');`,
  'beside.mjs': `import './awaits.mjs'; log.push('beside');`,
  'plugin-middle.mjs': `import { value } from './middle.mjs'; export default value;`,
  'plugin-beside.mjs': `import './beside.mjs'; export default 'whole';`,
  'plugin-top.mjs': `import { value } from './top.mjs'; export default value;`,
  'plugin-awaits.mjs': `import './awaits.mjs'; export default 'at once';`,
});
/** Waits for the `import` and gives what became of it. */
const outcome = (name) =>
  import(at(name)).then(
    (module) => module.default,
    (error) => error.message,
  );

/** Imports the plugins while `middle` is parked. */
function plugins() {
  const top = import(at('top.mjs')).catch((error) => error.message);
  kit.until(() => doors.middle.waiting === 1, 'middle blocks');
  // Those who import only what has come to its end need not wait.
  assert.strictEqual(wait(outcome('plugin-awaits.mjs')), 'at once');
  const late = ['middle', 'beside', 'top'].map((name) => outcome(`plugin-${name}.mjs`));
  let ended = 0;
  for (const one of late) one.then(() => ended++);
  let looped = false;
  kit.loop(() => (looped = true));
  kit.until(() => looped);
  assert.deepStrictEqual([ended, log], [0, []]);
  doors.middle.open();
  wait(top);
  return wait(Promise.all(late));
}

const [middle, beside, top] = plugins();
assert.strictEqual(beside, 'whole');
assert.deepStrictEqual([middle, top], globalThis.failing ? ['failed', 'failed'] : ['whole', 'whole']);
assert.deepStrictEqual(log, globalThis.failing ? ['beside'] : ['beside', 'top']);
console.log('ok');
