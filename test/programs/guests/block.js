// it: below the imports of a WebAssembly instance a blocking call blocks truly, whichever way it was entered, and is counted and named
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=0
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { hubBlocking } = require('greenpatch');
const { inFiber, sleep } = require('greenpatch/api');
const { worker, starting, linked } = require('./support/modules');
const { blocks, timers, blockedTruly } = require('./support/watch');

const warnings = [];
process.on('warning', (warning) => warnings.push(`${warning.message}\n${warning.stack}`));

const N = 12;
const expected = Array.from({ length: N }, (_, n) => n + 1 + 1000 * n);
const instance = (realm, block) => new realm.Instance(new realm.Module(worker), { e: { block } });

/** Each gives a function that calls work() of one instance, which calls `block`. */
const doors = {
  export: (block) => instance(WebAssembly, block).exports.work,
  table: (block) => instance(WebAssembly, block).exports.table.get(0),
  'another realm': (block) => instance(vm.runInNewContext('WebAssembly'), block).exports.work,
  'valueOf of what an import gives': (block) =>
    instance(WebAssembly, (n) => ({ valueOf: () => block(n) })).exports.work,
  'a bound function': (block) => instance(WebAssembly, block.bind(null)).exports.work,
  'another instance': (block) => {
    const { work } = instance(WebAssembly, block).exports;
    return new WebAssembly.Instance(new WebAssembly.Module(linked), { e: { twice: work } }).exports.through;
  },
  'under a getter, a sort and a generator': (block) => {
    const { work } = instance(WebAssembly, (n) => {
      const [first] = [...(function* () { yield [2, 1].sort(() => 0); })()]; // prettier-ignore
      return { get given() { return block(n) + first[0] - 2; } }.given; // prettier-ignore
    }).exports;
    return work;
  },
};

function run([[door, make], ...others]) {
  const before = hubBlocking().calls;
  const block = blocks();
  const work = make(block);
  timers(N, work, (results) => {
    assert.deepStrictEqual(results, expected, door);
    assert.strictEqual(block.calls, N);
    blockedTruly(block, before);
    if (others.length > 0) run(others);
    else setTimeout(whileMade, 1);
  });
}

/** Start functions, and what promises of instances give. */
async function whileMade() {
  const before = hubBlocking().calls;
  const block = blocks();
  const made = Array.from({ length: N }, () => WebAssembly.instantiate(starting, { e: { block } }));
  for (const { instance: one } of await Promise.all(made)) assert.strictEqual(one.exports.given.value, 8);
  blockedTruly(block, before);
  explicitly();
}

/** A wait of the API says that nothing can be parked there, and why. Outside of the guest everything is as it was. */
function explicitly() {
  const { work } = instance(WebAssembly, () => {
    assert.strictEqual(inFiber(), false);
    assert.throws(() => sleep(1), { code: 'ERR_GREENPATCH_NOT_IN_FIBER', message: /below an import of a WebAssembly/ });
    return 0;
  }).exports;
  assert.strictEqual(inFiber(), true);
  assert.strictEqual(work(5), 5000);
  sleep(1);
  named();
}

function named() {
  const mine = warnings.find((text) => text.includes('Atomics.wait blocked the hub'));
  assert.match(mine, /watch\.js:\d+.*below WebAssembly or/s);
  console.log('ok');
}

run(Object.entries(doors));
