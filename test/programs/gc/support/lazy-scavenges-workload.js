'use strict';
// Values of every kind that only parked stacks hold, young when they park: in locals, closures, and handles of native code that is in the
// middle of a call. Scavenges and full collections come between, stacks wake at random, and others write into what they hold.
const assert = require('assert');
const { Coroutine, housekeeping } = require('../../../../dist/fiber');

const EXTERNAL = 1 << 20; // Node keeps longer texts outside V8's heap
// A stack with young objects is hidden once a scavenge has changed nothing of it: they move once or twice before.
const SETTLED = 6;

const weak = new WeakMap();
const registry = new FinalizationRegistry((i) => assert.fail(`what ${i} holds was collected`));

function makeRandom(seed) {
  let state = seed;
  return (n) => (state = (state * 48271) % 2147483647) % n;
}

/** What one stack holds, and how it looks through that. */
function things(i, outside) {
  const object = { i, list: [i, `text ${i}`, { deep: [i] }], set: (value) => (captured = value) };
  let captured = { i };
  const number = i + 0.5;
  const text = `${'a'.repeat(20)}${i}`;
  const slice = text.slice(3);
  const large = i % 50 === 0 ? Buffer.alloc(EXTERNAL, 97).toString('latin1') : '';
  const bytes = new Uint8Array(64).fill(i % 256);
  const doubles = new Float64Array([number, -number]);
  const big = 2n ** 80n + BigInt(i);
  const map = new Map([[object, captured]]);
  const many = i % 40 === 0 ? new Array(40_000).fill(object) : [object]; // too large for a page
  const ref = new WeakRef(object);
  const url = new URL(`http://host${i}/`);
  const symbol = Symbol(text);
  weak.set(object, { i });
  registry.register(object, i, object);
  outside[i] = new WeakRef(object);
  return {
    object,
    check() {
      assert.deepStrictEqual(object.list, [i, `text ${i}`, { deep: [i] }]);
      assert.strictEqual(captured.i, i);
      if (object.written !== undefined) assert.deepStrictEqual(object.written, { i, young: [object.n] });
      assert.strictEqual(number + doubles[1], 0);
      assert.strictEqual(text.slice(3), slice);
      assert.strictEqual(Number(text.slice(20)), i);
      assert.ok(large.length === 0 || (large.length === EXTERNAL && large.endsWith('aaa')));
      assert.ok(bytes.every((byte) => byte === i % 256));
      assert.strictEqual(big - 2n ** 80n, BigInt(i));
      assert.strictEqual(map.get(object).i, i);
      assert.strictEqual(many[many.length - 1], object);
      assert.strictEqual(ref.deref(), object);
      assert.strictEqual(weak.get(object).i, i);
      assert.strictEqual(url.hostname, `host${i}`);
      assert.strictEqual(symbol.description, text);
    },
    end: () => registry.unregister(object),
  };
}

/** Parks in the midst of something, most of it native code with objects of its own. */
const parks = [
  () => Coroutine.suspend(),
  (i) =>
    assert.strictEqual(
      JSON.stringify({ a: { toJSON: () => (Coroutine.suspend(), [i, { i }]) } }),
      `{"a":[${i},{"i":${i}}]}`,
    ),
  (i) =>
    assert.strictEqual(
      'xyz'.replace(/y/, () => (Coroutine.suspend(), String(i))),
      `x${i}z`,
    ),
  (i) =>
    assert.deepStrictEqual(
      [i, { i }].map((x) => (Coroutine.suspend(), [x])),
      [[i], [{ i }]],
    ),
  (i) => assert.strictEqual(`${{ toString: () => (Coroutine.suspend(), `s${i}`) }}!`, `s${i}!`),
  (i) =>
    assert.deepStrictEqual(
      JSON.parse(`[{"a":${i}}]`, (key, value) => (key === '0' && Coroutine.suspend(), value)),
      [{ a: i }],
    ),
  (i) =>
    assert.deepStrictEqual(
      Reflect.apply((...all) => (Coroutine.suspend(), all), undefined, [i, [i]]),
      [i, [i]],
    ),
  (i) =>
    assert.deepStrictEqual(
      [[i], [i - 1]].sort((a, b) => (Coroutine.suspend(), a[0] - b[0])),
      [[i - 1], [i]],
    ),
];

function body(i, rounds, outside) {
  const outer = { i, of: ['outer', i] };
  for (let n = 0; n < rounds; n++) {
    const mine = things(i, outside);
    const temporary = [{ n, i }];
    parks[(i + n) % parks.length](i);
    mine.check();
    assert.deepStrictEqual(temporary, [{ n, i }]);
    mine.end();
  }
  assert.deepStrictEqual(outer, { i, of: ['outer', i] });
}

/** From outside, into what a parked stack holds. */
function write(ref, i, n) {
  const object = ref.deref();
  object.n = n;
  object.written = { i, young: [n] };
  object.set({ i });
}

const minor = () => gc({ type: 'minor', execution: 'sync' });

function churn(random) {
  const parts = [];
  for (let j = 0; j < 2000; j++) parts.push({ j, of: [j] });
  if (random(8) === 0) gc();
  else minor();
  return parts.length;
}

function resume(one, counts) {
  const error = one.resume();
  assert.notStrictEqual(one.state, 'threw', error?.stack);
  if (one.finished) counts.finished++;
}

const { hidden: none } = housekeeping.stats();
const hidden = () => housekeeping.stats().hidden - none;

/**
 * @param hides whether all settled stacks are to be hidden in the end (true), none at all (false), or what comes (undefined)
 * @param between called with a number in each round
 */
exports.run = function run({ count = 160, rounds = 4, turns = 60, seed = 7, hides, between = () => {} } = {}) {
  const random = makeRandom(seed);
  const outside = [];
  const counts = { finished: 0 };
  let most = 0;
  const all = Array.from({ length: count }, (_, i) => new Coroutine(() => body(i, rounds, outside)));
  for (const one of all) resume(one, counts);
  for (let turn = 0; turn < turns; turn++) {
    for (let k = random(6); k > 0; k--) churn(random);
    most = Math.max(most, hidden());
    between(turn);
    for (let k = random(12); k > 0; k--) {
      const i = random(count);
      if (all[i].finished) continue;
      if (random(2) === 0) write(outside[i], i, turn);
      if (random(3) === 0) resume(all[i], counts);
    }
  }
  const parked = count - counts.finished;
  for (let k = 0; k < SETTLED; k++) minor();
  if (hides === true) assert.strictEqual(hidden(), parked);
  if (hides === true) assert.ok(most > 0);
  if (hides === false) assert.strictEqual(Math.max(most, hidden()), 0);
  gc();
  for (let k = 0; k < SETTLED; k++) minor();
  while (counts.finished < count) {
    for (const one of all) if (!one.finished) resume(one, counts);
    churn(random);
  }
  assert.strictEqual(hidden(), 0);
};

/** Whether stacks are switched in a way that can hide them. */
exports.own = process.env.GREENPATCH_ENGINE !== 'threads' && process.env.GREENPATCH_SWITCH !== 'v8';
