// it: require of an ES module whose graph another fiber is evaluating waits for that, however the other one came to it; a cycle is told as in plain Node
// The trap: Node's loader takes a module that is being evaluated for part of a cycle: ERR_REQUIRE_CYCLE_MODULE.
// preload: greenpatch
// flags: --no-warnings
'use strict';
const assert = require('node:assert');
const { pathToFileURL } = require('node:url');
const { Event, joinAll, sleep, spawn, wait, waitGraph } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const blocks = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);';
const at = tree({
  'shared.mjs': `globalThis.bodies = (globalThis.bodies ?? 0) + 1; ${blocks} export const v = 42;`,
  'a.mjs': "export { v } from './shared.mjs';",
  'b.mjs': "import { v } from './shared.mjs'; export { v };",
  'c.mjs': "import './b.mjs'; export { v } from './a.mjs';",
  'fails.mjs': `${blocks} export const v = 1; throw new Error('of the module');`,
  'd.mjs': "import './fails.mjs';",
  'e.mjs': "export { v as e } from './fails.mjs';",
  'own.mjs': "import { createRequire } from 'node:module'; createRequire(import.meta.url)('./own-2.mjs');",
  'own-2.mjs': "import './own.mjs';",
  'left.mjs': `import { createRequire } from 'node:module'; ${blocks} createRequire(import.meta.url)('./to-right.mjs');`,
  'right.mjs': `import { createRequire } from 'node:module'; ${blocks} createRequire(import.meta.url)('./to-left.mjs');`,
  'to-left.mjs': "import './left.mjs'; export const to = 'left';",
  'to-right.mjs': "import './right.mjs'; export const to = 'right';",
  'waits.mjs': 'globalThis.waits.wait(); export {};',
  'needs.mjs': "import './waits.mjs';",
});
const outcome = (fiber) => {
  try {
    return fiber.get();
  } catch (error) {
    return error.code ?? error.message;
  }
};
const required = (name) => spawn(() => require(at(name)).v);

function shared() {
  const names = ['a.mjs', 'b.mjs', 'c.mjs', 'shared.mjs'];
  assert.deepStrictEqual([...names, ...names].map(required).map(outcome), Array(8).fill(42));
  assert.strictEqual(globalThis.bodies, 1);
}

function imported() {
  const fresh = tree({
    'shared.mjs': `${blocks} export const v = 43;`,
    'a.mjs': "export { v } from './shared.mjs';",
    'b.mjs': "export { v } from './shared.mjs';",
  });
  const first = spawn(() => wait(import(pathToFileURL(fresh('a.mjs')))).v);
  const others = Array.from({ length: 4 }, (_, i) =>
    spawn(() => (sleep(i), require(fresh(i % 2 ? 'b.mjs' : 'shared.mjs')).v)),
  );
  assert.deepStrictEqual([first, ...others].map(outcome), Array(5).fill(43));
}

function failing() {
  const outcomes = ['d.mjs', 'e.mjs', 'fails.mjs'].map(required).map(outcome);
  assert.deepStrictEqual(outcomes, Array(3).fill('of the module'));
}

// Within one fiber, and where two wait for each other, it is a cycle: one of them is told so, as both are in plain Node.
function cycles() {
  assert.strictEqual(outcome(required('own.mjs')), 'ERR_REQUIRE_CYCLE_MODULE');
  const both = ['left.mjs', 'right.mjs'].map(required).map(outcome);
  assert.ok(both.includes('ERR_REQUIRE_CYCLE_MODULE'), String(both));
}

// The wait is in the graph of waits, with whom it waits for.
function named() {
  const event = new Event();
  globalThis.waits = event;
  const owner = spawn(() => require(at('waits.mjs')));
  sleep(0);
  const waiting = spawn(() => require(at('needs.mjs')));
  sleep(5);
  const { what, owners } = waitGraph().find(({ fiber }) => fiber === waiting);
  assert.match(what, new RegExp(`^require of an ES module, of which fiber ${owner.id} `));
  assert.deepStrictEqual(owners, [owner]);
  event.set();
  joinAll([owner, waiting]);
}

spawn(() => {
  for (const part of [shared, imported, failing, cycles, named]) part();
  console.log('ok');
});
