// it: a stack that has gone deep and then rests gives the memory below where it stands back, keeps what is above, and can go deep again
'use strict';
const assert = require('assert');
const fs = require('fs');
const { Coroutine, housekeeping } = require('../../../dist/fiber');

const COUNT = 100;
const DEPTH = 2000;

/** Goes deep, on a stack that is interpreted or compiled, and comes back. */
const deep = (n) => (n === 0 ? 0 : deep(n - 1) + 1);

function body(i) {
  const held = { i, text: `held ${i}` };
  const rest = (n) => (n === 0 ? Coroutine.suspend() : [rest(n - 1), held].length); // some frames above where it stands
  for (let round = 0; round < 2; round++) {
    assert.strictEqual(deep(DEPTH), DEPTH);
    rest(20);
    assert.deepStrictEqual(held, { i, text: `held ${i}` });
  }
  return held.text;
}

const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
const rest = () => {
  for (let looks = 0; looks < 2; looks++) housekeeping.trim();
};

const all = Array.from({ length: COUNT }, (_, i) => new Coroutine(() => body(i)));
const run = () => all.forEach((one) => one.resume());
for (let round = 0; round < 2; round++) {
  run();
  const before = resident();
  rest();
  // Each has touched more than 100 KiB and needs two or three pages.
  const freed = (before - resident()) / COUNT;
  if (process.env.GREENPATCH_ENGINE === 'switch') assert.ok(freed > 50, `${freed} KiB each`);
  housekeeping.trim();
}
all.forEach((one, i) => {
  assert.strictEqual(one.resume(), `held ${i}`);
});
console.log('ok');
