// it: stacks that are parked, waiting, nested or at their end go from own switching to V8's protocol and back, and keep values, errors and handlers
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Coroutine, housekeeping } = require('../../../dist/fiber');
const { loadBinding } = require('../../../dist/fiber/addon');

const { live } = housekeeping.stats();
let seed = 1;
const below = (n) => (seed = (seed * 48271) % 2147483647) % n;
const change = () => loadBinding().preferProtocol(below(2) === 0);

function body(i) {
  const mine = { i, parts: [`part ${i}`] };
  for (let n = 0; n < 6; n++) {
    try {
      if (below(3) === 0)
        JSON.parse(JSON.stringify([mine]), (key, value) => (key === 'i' ? Coroutine.suspend(value) : value));
      else Coroutine.suspend(i);
      if (n === 3) throw new Error(`of ${i}`);
    } catch (error) {
      assert.strictEqual(error.message, `of ${i}`);
      Coroutine.suspend(i);
    }
    if (below(9) === 0) nested(i);
    assert.deepStrictEqual(mine, { i, parts: [`part ${i}`] });
  }
  if (i % 5 === 0) throw new Error(`end of ${i}`);
  return i;
}

function nested(i) {
  const inner = new Coroutine(() => {
    change();
    const kept = [i, Coroutine.suspend('inner')];
    change();
    return kept;
  });
  assert.strictEqual(inner.resume(), 'inner');
  Coroutine.suspend(i); // it comes back on top of others
  change();
  assert.deepStrictEqual(inner.resume('value'), [i, 'value']);
}

for (let round = 0; round < 20; round++) {
  // The first of 100 that end wait, the others are idle and the last of those give V8's memory back.
  const running = Array.from({ length: 100 }, (_, i) => [i, new Coroutine(() => body(i))]);
  while (running.length > 0) {
    change();
    const at = below(running.length);
    const [i, coroutine] = running[at];
    const result = coroutine.resume('again');
    if (coroutine.state === 'threw') assert.strictEqual(result.message, `end of ${i}`);
    else assert.strictEqual(result, i);
    if (coroutine.state !== 'suspended') running.splice(at, 1);
    if (below(40) === 0) gc({ type: below(2) === 0 ? 'minor' : 'major', execution: 'sync' });
  }
}
gc();
const depth = (n) => {
  try {
    return depth(n + 1);
  } catch {
    return n;
  }
};
for (const prefer of [true, false, true, false]) {
  loadBinding().preferProtocol(prefer);
  new Coroutine(() => assert.ok(depth(0) > 1000)).resume();
  assert.ok(depth(0) > 1000);
}
assert.strictEqual(housekeeping.stats().live, live);
console.log('ok');
