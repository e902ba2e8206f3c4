// it: wait gives what a promise or thenable settles with, throws what it rejects with, and is what await would be
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { spawn, wait, idle } = require('greenpatch/api');
const { thrown } = require('./support/kit');

process.on('unhandledRejection', (error) => assert.fail(`unhandled: ${error}`));
const later = (settle) => new Promise((resolve, reject) => setImmediate(() => settle(resolve, reject)));
const VALUES = [undefined, null, 0, NaN, '', false, Symbol('s'), 1n, {}, () => {}, new Error('a value')];

spawn(function main() {
  for (const value of VALUES) {
    assert.strictEqual(wait(Promise.resolve(value)), value);
    assert.strictEqual(wait(later((resolve) => resolve(value))), value);
    assert.strictEqual(wait({ then: (resolve) => resolve(value) }), value);
    assert.strictEqual(
      thrown(() => wait(Promise.reject(value))),
      value,
    );
    assert.strictEqual(
      thrown(() => wait(later((_, reject) => reject(value)))),
      value,
    );
    assert.strictEqual(
      thrown(() => wait({ then: (_, reject) => setImmediate(reject, value) })),
      value,
    );
  }

  // Promises of every kind, also of another realm, and functions with a `then`.
  class Derived extends Promise {}
  assert.strictEqual(wait(Derived.resolve(1)), 1);
  assert.strictEqual(wait(vm.runInNewContext('Promise.resolve(2)')), 2);
  assert.strictEqual(wait(Object.assign(() => {}, { then: (resolve) => resolve(3) })), 3);
  assert.strictEqual(wait((async () => (await null, 4))()), 4);
  assert.deepStrictEqual(wait(Promise.all([spawn(() => 5), later((resolve) => resolve(6))])), [5, 6]);

  // As with await: thenables in thenables, one that settles twice, one that throws before and after it has settled.
  const nested = { then: (resolve) => resolve({ then: (inner) => inner(Promise.resolve('deep')) }) };
  assert.strictEqual(wait(nested), 'deep');
  assert.strictEqual(wait({ then: (resolve, reject) => (resolve(1), resolve(2), reject(3)) }), 1);
  const fail = (message) => {
    throw new Error(message);
  };
  assert.throws(() => wait({ then: () => fail('then failed') }), /then failed/);
  assert.strictEqual(wait({ then: (resolve) => (resolve('settled'), fail('after that')) }), 'settled');
  const query = { ran: 0, then: (resolve) => setImmediate(resolve, ++query.ran) };
  assert.strictEqual(wait(query), 1);
  assert.strictEqual(query.ran, 1, 'a lazy thenable runs once');

  // Several fibers wait for one promise, and wake in the order of their waits.
  const shared = later((resolve) => resolve('shared'));
  const order = [];
  const waiters = ['a', 'b', 'c'].map((name) => spawn(() => (order.push(`${name} ${wait(shared)}`), name)));
  assert.deepStrictEqual(
    waiters.map((fiber) => fiber.get()),
    ['a', 'b', 'c'],
  );
  assert.deepStrictEqual(order, ['a shared', 'b shared', 'c shared']);
  assert.strictEqual(wait(shared), 'shared', 'settled long ago');

  // A fiber.
  assert.strictEqual(wait(spawn(() => (idle(), 'of a fiber'))), 'of a fiber');
  const error = new Error('of a fiber');
  assert.strictEqual(
    thrown(() =>
      wait(
        spawn(() => {
          throw error;
        }),
      ),
    ),
    error,
  );
  const victim = spawn(() => idle());
  victim.kill('killed');
  assert.strictEqual(
    thrown(() => wait(victim)),
    'killed',
  );

  // A wait that is killed leaves the promise alone; what that comes to later is discarded, a rejection too.
  let reject;
  const killed = spawn(() => wait(new Promise((_, no) => (reject = no))));
  idle();
  killed.kill();
  reject(new Error('nobody is left'));
  for (let i = 0; i < 5; i++) idle();
  console.log('ok');
});
