// it: joins keep apart in contexts that come and go between switches
// flags: --expose-gc
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { idle, joinAll, spawn } = require('greenpatch');

const CONTEXTS = 100;
const ROUNDS = 6;
const makeJoin = () => vm.runInContext('(list) => Array.prototype.join.call(list)', vm.createContext());

/** One array for all: a join that finds another one under way takes it for a cycle, and has ''. */
const shared = [{ toString: () => (idle(), 'shared') }];
const own = (i) => [{ toString: () => (idle(), `own ${i}`) }];

function round() {
  const joins = Array.from({ length: CONTEXTS }, makeJoin);
  const fibers = joins.flatMap((join, i) => [
    spawn(() => assert.strictEqual(join(shared), 'shared')),
    spawn(() => assert.strictEqual(join(shared), 'shared')),
    spawn(() => assert.strictEqual(join(own(i)), `own ${i}`)),
  ]);
  joinAll(fibers);
  for (const fiber of fibers) fiber.get();
  return joins[0];
}

spawn(() => {
  // The first context of a round stays, the others go, the newest one among them.
  const kept = [];
  for (let i = 0; i < ROUNDS; i++) {
    kept.push(round());
    idle();
    global.gc();
    for (const join of kept) assert.strictEqual(join(own(i)), `own ${i}`);
  }
  console.log('ok');
});
