// it: ES modules that block while they are evaluated park; they are evaluated once, in Node's order, and others are loaded meanwhile
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { tree } = require('../patch/support/kit');

const log = (globalThis.evaluated = []);
const doors = (globalThis.doors = { leaf: kit.door('leaf'), top: kit.door('top'), awaiting: kit.door('awaiting') });
// In a graph with a top-level await nothing parks before it (modules/await-graph.js): so the leaf is in a graph of its own.
const at = tree({
  'leaf.mjs': `
    export let leaf = 'half';
    evaluated.push('leaf begins');
    doors.leaf.pass();
    evaluated.push('leaf ends');
    leaf = 'leaf';`,
  'sibling.mjs': `evaluated.push('sibling'); export default 'sibling';`,
  'awaiting.mjs': `
    evaluated.push('awaiting begins');
    await null;
    doors.awaiting.pass();
    evaluated.push('awaiting ends');
    export const awaited = 'awaited';`,
  'top.mjs': `
    import sibling from './sibling.mjs';
    import { awaited } from './awaiting.mjs';
    evaluated.push('top begins');
    doors.top.pass();
    export default [sibling, awaited, 'top'].join();`,
  'above.mjs': `import { leaf } from './leaf.mjs'; import aside from './aside.mjs'; export default [leaf, aside].join();`,
  'aside.mjs': `evaluated.push('aside'); export default 'aside';`,
  'other.mjs': `evaluated.push('other'); export default 'other';`,
});

const above = import(at('above.mjs'));
kit.until(() => doors.leaf.waiting === 1, 'leaf blocks');
// The loader is not held up by a module that is parked.
assert.strictEqual(wait(import(at('other.mjs'))).default, 'other');
assert.deepStrictEqual(log, ['leaf begins', 'other']);
const top = import(at('top.mjs'));
const again = [import(at('above.mjs')), import(at('top.mjs'))];
kit.until(() => doors.awaiting.waiting === 1, 'awaiting blocks');
assert.deepStrictEqual(log.slice(2), ['sibling', 'awaiting begins']);
doors.leaf.open();
assert.strictEqual(wait(above).default, 'leaf,aside');
doors.awaiting.open();
kit.until(() => doors.top.waiting === 1, 'top blocks');
doors.top.open();
assert.strictEqual(wait(top).default, 'sibling,awaited,top');
assert.deepStrictEqual(wait(Promise.all(again)), [wait(above), wait(top)]);
assert.deepStrictEqual(log.slice(4), ['leaf ends', 'aside', 'awaiting ends', 'top begins']);
console.log('ok');
