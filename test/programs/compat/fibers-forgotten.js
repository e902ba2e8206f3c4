// it: a node-fiber that nothing can run any more is unwound: its clean-up runs and its stack is free again
// preload: greenpatch
// flags: --expose-gc
'use strict';
const assert = require('node:assert');
const Fiber = require('fibers');
const { sleep } = require('greenpatch/api');

const COUNT = 50;
let cleaned = 0;
let zombies = 0;
const body = () => {
  try {
    Fiber.yield();
  } catch (error) {
    if (error.message === 'This Fiber is a zombie') zombies++;
    throw error;
  } finally {
    cleaned++;
  }
};
const kept = Fiber(body);
kept.run();
(() => {
  for (let n = 0; n < COUNT; n++) Fiber(body).run();
})();
for (let turn = 0; cleaned < COUNT && turn < 500; turn++) {
  global.gc();
  sleep(2);
}
assert.deepStrictEqual([cleaned, zombies, kept.started], [COUNT, COUNT, true]);
kept.run();
assert.deepStrictEqual([cleaned, zombies, kept.started], [COUNT + 1, COUNT, false]);
console.log('ok');
