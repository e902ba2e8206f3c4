// it: a fiber killed while it evaluates a module leaves it unloaded: one that waited evaluates it; a killed waiter just leaves
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, idle, inFiber } = require('greenpatch');
const { gate } = require('../hub/support/kit');
const { tree } = require('../patch/support/kit');

const at = tree({
  'slow.js': `
    const run = (globalThis.runs = (globalThis.runs ?? 0) + 1);
    if (run === 1) globalThis.door.pass();
    module.exports = run;`,
});
globalThis.door = gate();
const load = () => require(at('slow'));

assert.ok(inFiber());
const loader = spawn(load);
idle();
const [waiter, leaver] = [spawn(load), spawn(load)];
idle();
const states = () => [loader, waiter, leaver].map((fiber) => fiber.state);
assert.deepStrictEqual(states(), ['parked', 'parked', 'parked']);
leaver.kill();
assert.deepStrictEqual(states(), ['parked', 'parked', 'killed']);
loader.kill();
assert.strictEqual(waiter.get(), 2, 'evaluated once more');
assert.deepStrictEqual(states(), ['killed', 'done', 'killed']);
assert.strictEqual(load(), 2);
console.log('ok');
