// it: try, catch, finally and rethrow work across suspensions, and an error's stack names the frames of its own coroutine only
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');

const log = [];
const body = new Coroutine(() => {
  try {
    try {
      Coroutine.suspend('in try');
      throw new TypeError('first');
    } catch (error) {
      log.push(error.message);
      Coroutine.suspend('in catch');
      throw new RangeError('second', { cause: error });
    } finally {
      log.push('finally');
      Coroutine.suspend('in finally');
    }
  } catch (error) {
    log.push(error.message, error.cause.message);
    Coroutine.suspend('outer');
    throw error;
  } finally {
    Coroutine.suspend('last');
  }
});
for (const stop of ['in try', 'in catch', 'in finally', 'outer', 'last']) assert.strictEqual(body.resume(), stop);
const error = body.resume();
assert.strictEqual(body.state, 'threw');
assert.ok(error instanceof RangeError);
assert.deepStrictEqual(log, ['first', 'finally', 'second', 'first']);

// Errors thrown in one while others have theirs in flight.
const many = Array.from(
  { length: 50 },
  (_, i) =>
    new Coroutine(() => {
      try {
        throw new Error(`mine ${i}`);
      } catch (mine) {
        for (let n = 0; n < 5; n++) {
          try {
            Coroutine.suspend();
            throw new Error(`inner ${i} ${n}`);
          } catch (inner) {
            assert.strictEqual(inner.message, `inner ${i} ${n}`);
          }
        }
        return mine.message;
      }
    }),
);
for (let n = 0; n < 5; n++) for (const one of many) one.resume();
for (const [i, one] of many.entries()) assert.strictEqual(one.resume(), `mine ${i}`);

// finally that returns swallows the error, as always.
assert.strictEqual(
  new Coroutine(() => {
    try {
      throw new Error('swallowed');
    } finally {
      // eslint-disable-next-line no-unsafe-finally
      return 'returned';
    }
  }).resume(),
  'returned',
);

function resumer(coroutine) {
  return coroutine.resume();
}
function thrower() {
  throw new Error('with a stack');
}
const { stack } = resumer(new Coroutine(thrower));
assert.match(stack, /at thrower/);
assert.doesNotMatch(stack, /at resumer/, 'the frames of the resumer are not its callers');
console.log('ok');
