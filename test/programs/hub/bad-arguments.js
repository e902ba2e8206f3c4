// it: bad input: waits, joins and links with arguments of the wrong kind throw ERR_GREENPATCH_INVALID_ARG and leave all as it was
'use strict';
const assert = require('node:assert');
const { spawn, idle, wait, joinAll, killAll } = require('greenpatch/api');
const { code, gate } = require('./support/kit');

const invalid = (name, mustBe) => ({
  ...code('INVALID_ARG'),
  message: new RegExp(`^"${name}" must be ${mustBe}.*, but is `),
});

spawn(function main() {
  const door = gate();
  const fiber = spawn(() => door.pass());
  idle();
  for (const value of [undefined, null, 5, 'text', {}, [], { then: 5 }, () => {}, [Promise.resolve()], Symbol('s')]) {
    assert.throws(() => wait(value), invalid('awaited', 'a promise, a thenable or a fiber'));
  }
  for (const signal of [null, {}, 'abort', new EventTarget(), new AbortController()]) {
    assert.throws(() => wait(Promise.resolve(), { signal }), invalid('options.signal', 'an AbortSignal'));
  }
  for (const fibers of [undefined, null, 5, {}, fiber, () => {}]) {
    assert.throws(() => joinAll(fibers), invalid('fibers', 'an array, or another iterable, of fibers'));
    assert.throws(() => killAll(fibers), invalid('fibers', 'an array, or another iterable, of fibers'));
  }
  for (const fibers of [
    'text',
    [fiber, undefined],
    [5, fiber],
    [[fiber]],
    [Promise.resolve()],
    new Map([[1, fiber]]),
  ]) {
    assert.throws(() => joinAll(fibers), invalid('fibers', 'an iterable of nothing but fibers'));
    assert.throws(() => killAll(fibers), invalid('fibers', 'an iterable of nothing but fibers'));
  }
  for (const count of [-1, 0.5, NaN, Infinity, '1', null, 1n]) {
    assert.throws(() => joinAll([fiber], { count }), invalid('options.count', 'a whole number, zero or greater'));
  }
  for (const callback of [undefined, null, {}, 'text']) {
    assert.throws(() => fiber.link(callback), invalid('callback', 'a function'));
    fiber.unlink(callback); // there is nothing to undo
  }
  assert.strictEqual(fiber.state, 'parked', 'killAll killed none of a list it refused');
  door.open('undisturbed');
  assert.strictEqual(fiber.get(), 'undisturbed');
  console.log('ok');
});
