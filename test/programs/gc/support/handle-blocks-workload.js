'use strict';
// Stacks whose native code holds more handles than a block of V8's has, in nested scopes, while they park. Collections, both ways to switch,
// errors and ends come between, at random. The addon checks each handle after the call.
const assert = require('assert');
const { Coroutine, housekeeping } = require('../../../../dist/fiber');
const { loadBinding } = require('../../../../dist/fiber/addon');
const { native } = require('../../../fixtures/addons');

function makeRandom(seed) {
  let state = seed;
  return (n) => (state = (state * 48271) % 2147483647) % n;
}

function makeBody(below, i) {
  const mine = { i, list: [i] };
  const park = () => {
    assert.strictEqual(Coroutine.suspend(mine), i);
    assert.deepStrictEqual(mine, { i, list: [i] });
  };
  const holds = [
    () => native.withHandles(park),
    () => native.withHandles(() => (park(), native.withHandles(park), park())),
    () => JSON.parse(JSON.stringify(Array(300).fill(mine)), (key, value) => (key === '7' && park(), value)),
    () => Array.from({ length: 40 }, (_, n) => n).sort((a, b) => (a === 20 && park(), b - a)),
    () =>
      structuredClone({
        many: Array(300).fill({}),
        get parked() {
          return park(); // prettier-ignore
        },
      }),
    () => native.withHandles(() => new Function(`return ${i} + ${'1 + '.repeat(200)}1`)()),
    park,
  ];
  return () => {
    for (let n = below(4); n >= 0; n--) {
      holds[below(holds.length)]();
      if (below(8) === 0) native.withHandles(() => assert.throws(() => native.withHandles(fail), /of own/));
    }
    if (below(5) === 0) native.withHandles(fail);
    return i;
  };
  function fail() {
    park();
    throw new Error('of own');
  }
}

/** `atOnce` of them at a time, `rounds` times; the last ones stay parked. */
exports.run = ({ seed, atOnce, rounds, changes = false }) => {
  const below = makeRandom(seed);
  const { live } = housekeeping.stats();
  for (let round = 0; round < rounds; round++) {
    const running = Array.from({ length: atOnce }, (_, i) => [i, new Coroutine(makeBody(below, i))]);
    while (running.length > 0) {
      if (changes && below(20) === 0) loadBinding().preferProtocol(below(2) === 0);
      const at = below(running.length);
      const [i, coroutine] = running[at];
      const result = coroutine.resume(i);
      if (coroutine.state === 'threw') assert.strictEqual(result.message, 'of own');
      else if (coroutine.state === 'returned') assert.strictEqual(result, i);
      else assert.strictEqual(result.i, i);
      if (coroutine.state !== 'suspended') running.splice(at, 1);
      if (below(atOnce) === 0) gc({ type: below(2) === 0 ? 'minor' : 'major', execution: 'sync' });
    }
    housekeeping.trim();
  }
  assert.strictEqual(housekeeping.stats().live, live);
  for (let i = 0; i < atOnce; i++) new Coroutine(makeBody(below, i)).resume(i);
  gc();
};
