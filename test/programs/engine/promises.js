// it: promises settle and their jobs run as ever while fibers are parked: before, during and after a wait, across fibers
'use strict';
const assert = require('assert');
const { spawn, sleep, idle, wait, joinAll } = require('greenpatch/api');

const delayed = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const failing = (ms, error) => new Promise((_, reject) => setTimeout(reject, ms, error));
const main = spawn(() => {
  // Settled before, while and after parked.
  assert.strictEqual(wait(Promise.resolve(1)), 1);
  assert.strictEqual(wait(delayed(2, 2)), 2);
  const early = delayed(1, 3);
  sleep(5);
  assert.strictEqual(wait(early), 3);
  const error = new Error('rejected');
  assert.throws(() => wait(failing(1, error)), error);
  const handled = Promise.reject(error);
  assert.throws(() => wait(handled), error);

  // Resolved by another fiber, by several waiters, in a chain and a circle of fibers.
  let resolve;
  const shared = new Promise((r) => (resolve = r));
  const waiters = Array.from({ length: 20 }, () => spawn(() => wait(shared)));
  spawn(() => {
    sleep(2);
    resolve('shared');
  });
  joinAll(waiters, { raiseError: true });
  assert.ok(waiters.every((waiter) => waiter.get() === 'shared'));

  // A promise adopts a fiber, an async function awaits one that waits for an async function that awaits one ...
  const chain = (depth) =>
    spawn(() => {
      if (depth === 0) return 0;
      return wait((async () => (await chain(depth - 1)) + 1)());
    });
  assert.strictEqual(wait(Promise.resolve(chain(20))), 20);
  const fibers = Array.from({ length: 10 }, (_, i) =>
    spawn(() => {
      sleep(i % 3);
      return i;
    }),
  );
  assert.deepStrictEqual(
    wait(Promise.all(fibers)),
    fibers.map((_, i) => i),
  );
  const bad = spawn(() => {
    sleep(1);
    throw error;
  });
  assert.throws(() => wait(Promise.all([...fibers, bad])), error);
  const settled = wait(Promise.allSettled([bad, delayed(1, 'x')]));
  assert.deepStrictEqual(settled, [
    { status: 'rejected', reason: error },
    { status: 'fulfilled', value: 'x' },
  ]);
  assert.strictEqual(wait(Promise.race([delayed(50, 'slow'), spawn(() => 'quick')])), 'quick');

  // Thenables.
  assert.strictEqual(wait({ then: (done) => setTimeout(done, 1, 'thenable') }), 'thenable');
  assert.strictEqual(wait({ then: (done) => done('at once') }), 'at once');
  assert.throws(
    () =>
      wait({
        then() {
          throw error;
        },
      }),
    error,
  );

  // Jobs run while this fiber computes nothing but parks, in order, each turn to the end.
  const order = [];
  Promise.resolve()
    .then(() => order.push('job 1'))
    .then(() => order.push('job 3'));
  process.nextTick(() => order.push('tick'));
  queueMicrotask(() => order.push('job 2'));
  assert.deepStrictEqual(order, []);
  idle();
  assert.deepStrictEqual(order, ['tick', 'job 1', 'job 2', 'job 3']);

  // for await over what others produce.
  const queue = [];
  const producer = spawn(() => {
    for (let i = 0; i < 5; i++) {
      sleep(1);
      queue.push(delayed(1, i));
    }
  });
  producer.join();
  assert.deepStrictEqual(
    wait(
      (async () => {
        const out = [];
        for await (const value of queue) out.push(value);
        return out;
      })(),
    ),
    [0, 1, 2, 3, 4],
  );
  return 'done';
});
main.then((value) => {
  assert.strictEqual(value, 'done');
  console.log('ok');
});
