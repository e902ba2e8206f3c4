// it: resuming a coroutine that runs, waits for another or has ended is a coded error and disturbs nothing; so is suspending the hub
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const twice = { name: 'GreenpatchError', code: 'ERR_GREENPATCH_RESUMED_TWICE' };

assert.throws(() => Coroutine.suspend(1), { code: 'ERR_GREENPATCH_NOT_IN_FIBER' });
assert.strictEqual(Coroutine.current, null);
assert.strictEqual(Coroutine.canSuspend, false);

const itself = new Coroutine(() => {
  assert.throws(() => itself.resume(), twice);
  return Coroutine.suspend('still fine');
});
assert.strictEqual(itself.resume(), 'still fine');
assert.strictEqual(itself.resume('end'), 'end');
for (let i = 0; i < 3; i++) assert.throws(() => itself.resume(), twice);

// outer has resumed inner: inner can't resume outer.
const inner = new Coroutine(() => {
  assert.strictEqual(Coroutine.current, inner);
  assert.throws(() => outer.resume(), twice);
  return 'inner';
});
const outer = new Coroutine(() => {
  const value = inner.resume();
  assert.strictEqual(Coroutine.current, outer);
  return `${value} in outer`;
});
assert.strictEqual(outer.resume(), 'inner in outer');

const failed = new Coroutine(() => {
  throw new Error('failed');
});
failed.resume();
assert.throws(() => failed.resume(), twice);
assert.strictEqual(Coroutine.current, null);

// Its stack serves another coroutine by now: the old handle must not reach it.
const next = new Coroutine(() => Coroutine.suspend('next'));
assert.strictEqual(next.resume(), 'next');
assert.throws(() => itself.resume(), twice);
assert.throws(() => failed.resume(), twice);
assert.strictEqual(next.state, 'suspended');
assert.strictEqual(next.resume('done'), 'done');
console.log('ok');
