// it: a promise job and a tick have a whole stack: they recurse as deep as the main module, also after a park, and overflows are errors
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');
const kit = require('./support/kit');

function depth() {
  let deepest = 0;
  const down = (n) => {
    deepest = n;
    down(n + 1);
  };
  assert.throws(() => down(0), RangeError);
  return deepest;
}
for (let i = 0; i < 30; i++) depth(); // compiled alike from here on
const expected = depth();
const like = (deep, where) => assert.ok(deep > expected * 0.8, `${deep} ${where}, ${expected} in the main module`);

(async () => {
  for (let round = 0; round < 3; round++) {
    await null;
    like(depth(), 'in a job');
    const door = kit.door();
    setImmediate(door.open);
    door.pass();
    like(depth(), 'in a job, after a park');
  }
  await new Promise((resolve) => process.nextTick(() => resolve(like(depth(), 'in a tick'))));
  const overflows = async () => {
    await null;
    const down = () => down() + 1;
    return down();
  };
  await assert.rejects(overflows(), RangeError);
  // Many parked at different depths.
  const room = kit.meeting(20);
  const below = (frames) => (frames === 0 ? room.attend() : below(frames - 1));
  await Promise.all(Array.from({ length: 20 }, async (_, n) => (await null, below(n * 100))));
  assert.strictEqual(room.most, 20);
})().then(() => console.log('ok'));
