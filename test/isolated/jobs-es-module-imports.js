// it: ES modules that block while they are evaluated park; they are evaluated once, in Node's order, and others are loaded meanwhile
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');
const kit = require('../jobs/kit');
const { tree } = require('../patch/kit');

const log = (globalThis.evaluated = []);
const doors = (globalThis.doors = { leaf: kit.door('leaf'), top: kit.door('top'), awaiting: kit.door('awaiting') });
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
    import { leaf } from './leaf.mjs';
    import sibling from './sibling.mjs';
    import { awaited } from './awaiting.mjs';
    evaluated.push('top begins');
    doors.top.pass();
    export default [leaf, sibling, awaited, 'top'].join();`,
  'other.mjs': `evaluated.push('other'); export default 'other';`,
});

const top = import(at('top.mjs'));
kit.until(() => doors.leaf.waiting === 1, 'leaf blocks');
// The loader is not held up by a module that is parked.
assert.strictEqual(wait(import(at('other.mjs'))).default, 'other');
assert.deepStrictEqual(log, ['leaf begins', 'other']);
const again = import(at('top.mjs'));
doors.leaf.open();
kit.until(() => doors.awaiting.waiting === 1, 'awaiting blocks');
assert.deepStrictEqual(log.slice(2), ['leaf ends', 'sibling', 'awaiting begins']);
doors.awaiting.open();
kit.until(() => doors.top.waiting === 1, 'top blocks');
doors.top.open();
const [first, second] = wait(Promise.all([top, again]));
assert.strictEqual(first.default, 'leaf,sibling,awaited,top');
assert.strictEqual(first, second);
assert.deepStrictEqual(log.slice(5), ['awaiting ends', 'top begins']);
console.log('ok');
