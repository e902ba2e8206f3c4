'use strict';
// Everything that the documentation of promise-synchronizer and deasync-promise says: their packages have no tests.
//   node own-tests.js <node_modules> <name> [plain]
// `plain` leaves out in what plain Node hangs, and passes there, on Node 14 as well.
const assert = require('assert');
const path = require('path');

const [, , modules, name, plain] = process.argv;
const sync = require(path.join(modules, name));
const later = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const failing = (ms, reason) => new Promise((_, reject) => setTimeout(reject, ms, reason));
let passed = 0;
const check = (what, fn) => {
  fn();
  passed++;
};

check('a promise that is fulfilled later', () => assert.strictEqual(sync(later(20, 'value')), 'value'));
check('a promise that is fulfilled', () => assert.strictEqual(sync(Promise.resolve('value')), 'value'));
check('a value that is no string', () => {
  const value = { of: [1, undefined, null] };
  assert.strictEqual(sync(later(1, value)), value);
  assert.strictEqual(sync(later(1, undefined)), undefined);
});
check('a promise that is rejected later', () =>
  assert.throws(() => sync(failing(20, new RangeError('no'))), /^RangeError: no$/),
);
check('a promise that is rejected', () => assert.throws(() => sync(Promise.reject(new Error('no'))), /^Error: no$/));
check('the reason is the same object, of any kind', () => {
  for (const reason of [new Error('own'), 'text', 42, { code: 'E' }]) {
    try {
      sync(failing(1, reason));
    } catch (error) {
      assert.strictEqual(error, reason);
      continue;
    }
    assert.fail('nothing is thrown');
  }
});
check('what promises wait for promises', () =>
  assert.strictEqual(
    sync(
      later(1, 'a')
        .then((a) => later(1, `${a}b`))
        .finally(() => later(1)),
    ),
    'ab',
  ),
);
check('one after the other', () => {
  const second = later(1, 'second');
  assert.strictEqual(sync(later(5, 'first')), 'first');
  assert.strictEqual(sync(second), 'second');
});

if (name === 'promise-synchronizer') {
  check('an async function becomes a function', () => {
    const add = sync(async function add(a, b) {
      await later(1);
      return this === undefined ? a + b : 'bound';
    });
    assert.strictEqual(typeof add, 'function');
    assert.strictEqual(add(1, 2), 3);
    assert.strictEqual(add('a', 'b'), 'ab');
  });
  check('an async function that fails', () => {
    const fail = sync(async (message) => {
      await later(1);
      throw new TypeError(message);
    });
    assert.throws(() => fail('said'), /^TypeError: said$/);
  });
  check('what is no promise is given back', () => {
    for (const value of [1, 'text', null, undefined, { then: 1 }]) assert.strictEqual(sync(value), value);
    assert.strictEqual(sync(() => 'plain')(), 'plain');
  });
}

/** In plain Node a wait in a promise job never ends, and who began to wait last has to end first. */
function overlapping() {
  const inner = later(5).then(() => sync(later(5, 'inner')));
  check('a wait in a promise job', () => assert.strictEqual(sync(inner), 'inner'));

  // Each waits until the one that has begun before it has ended.
  const COUNT = 5;
  const ended = [];
  const go = [];
  const turns = Array.from({ length: COUNT }, (_, n) => new Promise((resolve) => (go[n] = resolve)));
  for (let n = 0; n < COUNT; n++) {
    setTimeout(() => {
      assert.strictEqual(sync(turns[n]), n);
      ended.push(n);
      if (n + 1 < COUNT) return go[n + 1](n + 1);
      check('waits that overlap', () => assert.deepStrictEqual(ended, [0, 1, 2, 3, 4]));
      return finish();
    });
  }
  setTimeout(() => go[0](0), 5);
}

const finish = () => console.log(`${passed} passed`);
if (plain) finish();
else overlapping();
