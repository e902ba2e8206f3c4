// it: invariant 2: promise jobs and ticks that a fiber drains itself cannot park; the fiber goes on
'use strict';
const assert = require('node:assert');
const { spawn, sleep, inFiber, idle, wait, withTimeout } = require('greenpatch/api');
const { code } = require('../hub/kit');

spawn(function main() {
  const checked = [];
  const check = (where) => {
    const expected = { ...code('NOT_IN_FIBER'), message: /that a fiber drains itself/ };
    assert.strictEqual(inFiber(), false);
    assert.throws(() => sleep(1), expected);
    assert.throws(() => idle(), expected);
    assert.throws(() => withTimeout(1, () => assert.fail('ran')), expected);
    assert.throws(() => wait(Promise.resolve()), expected);
    checked.push(where);
  };
  queueMicrotask(() => check('job'));
  process.nextTick(() => queueMicrotask(() => check('job of a tick')));
  assert.strictEqual(inFiber(), true);
  process._tickCallback(); // as a native callback scope does that an addon opens in a fiber
  assert.deepStrictEqual(checked, ['job', 'job of a tick']);
  assert.strictEqual(inFiber(), true);
  assert.strictEqual(wait(Promise.resolve(7)), 7);
  console.log('ok');
});
