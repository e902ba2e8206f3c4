// it: what a function throws on a worker thread is thrown by offload, with its class, its properties and both stacks
'use strict';
const assert = require('node:assert');
const { offload, spawn, GreenpatchError } = require('greenpatch/api');
const { tree } = require('../patch/support/kit');

const at = tree({ 'broken.js': 'throw new RangeError("while loading")', 'text.js': 'this is no program' });

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail('nothing was thrown');
}

const main = spawn(function main() {
  const error = thrown(() =>
    offload(function failing() {
      class Custom extends TypeError {}
      const made = new Custom('mine', { cause: new RangeError('why', { cause: 'text' }) });
      throw Object.assign(made, { name: 'CustomError', code: 'E_MINE', errno: -5, details: { a: [1] }, odd: () => 1 });
    }),
  );
  assert.ok(error instanceof TypeError);
  assert.strictEqual(Object.getPrototypeOf(error), TypeError.prototype);
  const { name, message, code, errno, details, cause } = error;
  assert.deepStrictEqual(
    { name, message, code, errno, details },
    { name: 'CustomError', message: 'mine', code: 'E_MINE', errno: -5, details: { a: [1] } },
  );
  assert.ok(!('odd' in error), 'what cannot be cloned is left out');
  assert.ok(cause instanceof RangeError);
  assert.strictEqual(cause.cause, 'text');
  assert.deepStrictEqual(Object.keys(error).sort(), ['code', 'details', 'errno']);
  // The function's own frame, then ours.
  assert.match(error.stack, /offload:failing:\d+.*\n\s+at <offload to a worker thread>\n[^]*offload-errors\.js:\d+/);
  assert.doesNotMatch(error.stack, /piscina|offload-worker/);

  const several = thrown(() =>
    offload(() => {
      throw new AggregateError([new Error('one'), 2], 'both');
    }),
  );
  assert.ok(several instanceof AggregateError);
  assert.deepStrictEqual([several.errors[0].message, several.errors[1]], ['one', 2]);
  assert.strictEqual(
    thrown(() => offload(() => Promise.reject(7))),
    7,
  );
  assert.strictEqual(
    thrown(() =>
      offload(() => {
        throw undefined;
      }),
    ),
    undefined,
  );
  assert.match(
    thrown(() => offload(() => Promise.reject(Symbol('odd')))),
    /Symbol\(odd\)/,
  );
  const abort = thrown(() => offload(() => AbortSignal.abort().throwIfAborted()));
  assert.ok(abort instanceof DOMException);
  assert.strictEqual(abort.name, 'AbortError');

  // An outer variable, read and written.
  let outer = 1;
  for (const fn of [() => outer + 1, () => (outer = 2), async () => outer]) {
    const missed = thrown(() => offload(fn));
    assert.ok(missed instanceof GreenpatchError);
    assert.strictEqual(missed.code, 'ERR_GREENPATCH_OFFLOAD');
    assert.match(missed.message, /uses outer, which its own text does not define/);
    assert.ok(missed.cause instanceof ReferenceError);
  }
  assert.strictEqual(outer, 1);
  // Not the fault of the function's text.
  assert.throws(() => offload(() => new Function('return nowhere')()), ReferenceError);

  assert.throws(() => offload(at('broken.js')), { name: 'RangeError', message: 'while loading' });
  assert.throws(() => offload(at('text.js')), SyntaxError);
  assert.throws(() => offload(at('nowhere.js')), { code: 'ERR_MODULE_NOT_FOUND' });

  // The worker is gone, and the next call gets another one.
  assert.throws(() => offload(() => process.exit(3)), { code: 'ERR_GREENPATCH_OFFLOAD', message: /ended while/ });
  assert.throws(
    () =>
      offload(
        () =>
          new Promise(() => {
            setImmediate(() => {
              throw new RangeError('outside');
            });
          }),
      ),
    { name: 'RangeError', message: 'outside' },
  );
  assert.strictEqual(
    offload(() => 'alive'),
    'alive',
  );
});
spawn(() => {
  main.get();
  console.log('ok');
});
