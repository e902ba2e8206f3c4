// it: ES modules that import each other and block see what they see in plain Node, also when two jobs import the two ends
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { pathToFileURL } = require('node:url');
const { wait } = require('greenpatch');
const { tree } = require('../patch/support/kit');

// `block` in each is a few calls that yield when it is preloaded.
const block = `for (let n = 0; n < 5; n++) fs.statSync('/');`;
const at = tree({
  'a.mjs': `
    import fs from 'node:fs';
    import { seenOfA, functionOfB } from './b.mjs';
    ${block}
    export function functionOfA() { return 'a' }
    export let value = 1;
    ${block}
    value = 2;
    export default [seenOfA, functionOfB()].join();`,
  'b.mjs': `
    import fs from 'node:fs';
    import { functionOfA, value } from './a.mjs';
    ${block}
    export function functionOfB() { return 'b' }
    export let seenOfA = functionOfA();
    try { seenOfA += value } catch (error) { seenOfA += error.name }
    ${block}`,
  'main.mjs': `import a from './a.mjs'; import { value } from './a.mjs'; console.log(a, value);`,
});
const run = (...flags) => execFileSync(process.execPath, [...flags, at('main.mjs')], { encoding: 'utf8' });
const plain = run();
assert.strictEqual(plain, 'aReferenceError,b 2\n');
assert.strictEqual(run('-r', require.resolve('greenpatch/register')), plain);

const ends = ['a.mjs', 'b.mjs', 'a.mjs', 'b.mjs'].map(async (name) => {
  await null;
  return await import(pathToFileURL(at(name)).href);
});
const [a, b] = wait(Promise.all(ends));
assert.deepStrictEqual([a.default, a.value, b.seenOfA], ['aReferenceError,b', 2, 'aReferenceError']);
console.log('ok');
