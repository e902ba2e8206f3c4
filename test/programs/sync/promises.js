// it: asynchronous code stands in the same lines as fibers: each wait as a promise, with timeouts, signals, holds and iteration
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { AsyncResult, Barrier, Channel, Condition, Event, JoinableQueue, Queue, RLock, Semaphore, sleep, spawn } = api;
const { code, passes } = require('./support/kit');

async function locks() {
  for (const lock of [new Semaphore(1), new RLock()]) {
    const order = [];
    const note = (name) => () => (order.push(name), sleep(1));
    const hold = await lock.holdAsync();
    const all = [
      lock.runExclusiveAsync(async () => (order.push('promise 1'), null)),
      spawn(() => lock.runExclusive(note('fiber 2'))),
      new Promise((resolve) => setImmediate(resolve)).then(() =>
        lock.runExclusiveAsync(() => void order.push('promise 3')),
      ),
    ];
    assert.strictEqual(await lock.holdAsync(1).catch((error) => error.code), 'ERR_GREENPATCH_TIMEOUT');
    const controller = new AbortController();
    const aborted = lock.holdAsync({ signal: controller.signal });
    controller.abort('no more');
    await assert.rejects(aborted, (reason) => reason === 'no more');
    assert.deepStrictEqual(order, []);
    hold.release();
    assert.throws(() => hold.release(), code('DISPOSED'));
    await Promise.all(all);
    assert.deepStrictEqual(order, ['promise 1', 'fiber 2', 'promise 3']);
    assert.deepStrictEqual([lock.locked(), lock.waiting], [false, 0]);
  }
  const semaphore = new Semaphore(0);
  assert.strictEqual(await semaphore.acquireAsync(1), false);
  assert.strictEqual(await semaphore.acquireAsync(0), false);
  const acquired = semaphore.acquireAsync();
  semaphore.release();
  assert.deepStrictEqual([semaphore.value, await acquired], [0, true]);
}

async function signals() {
  const event = new Event();
  assert.strictEqual(await event.waitAsync(1), false);
  const waiting = [event.waitAsync(), spawn(() => event.wait())];
  event.set();
  assert.deepStrictEqual(await Promise.all(waiting), [true, true]);
  const result = new AsyncResult();
  await assert.rejects(result.getAsync(1), code('TIMEOUT'));
  assert.strictEqual(await result.waitAsync(1), false);
  setImmediate(() => result.set(5));
  assert.deepStrictEqual([await result, await result.waitAsync()], [5, true]);
  result.setError(new Error('bad'));
  await assert.rejects(Promise.resolve(result), /bad/);
}

async function conditions() {
  for (const lock of [new Semaphore(1), new RLock()]) {
    const condition = new Condition(lock);
    const hold = await lock.holdAsync();
    const options = lock instanceof RLock ? { hold } : {};
    assert.strictEqual(await condition.waitAsync({ ...options, timeout: 1 }), false);
    const notified = condition.waitAsync(options);
    await spawn(() => lock.runExclusive(() => condition.notify()));
    assert.strictEqual(await notified, true);
    assert.strictEqual(lock.locked(), true);
    hold.release();
    assert.strictEqual(lock.locked(), false);
    await assert.rejects(condition.waitAsync(), code('NOT_HELD'));
  }
  const barrier = new Barrier(3);
  const all = [barrier.waitAsync(), spawn(() => barrier.wait()), barrier.waitAsync()];
  assert.deepStrictEqual((await Promise.all(all)).toSorted(), [0, 1, 2]);
  await assert.rejects(barrier.waitAsync(1), code('BROKEN_BARRIER'));
}

async function queues() {
  const queue = new Queue(1);
  const seen = [];
  const consumer = (async () => {
    for await (const item of queue) seen.push(item);
  })();
  const producer = spawn(() => { for (const item of [1, 2, 3]) queue.put(item); }); // prettier-ignore
  await producer;
  await queue.putAsync(4);
  queue.close();
  await consumer;
  assert.deepStrictEqual(seen, [1, 2, 3, 4]);
  await assert.rejects(queue.getAsync(), code('CLOSED'));
  await assert.rejects(queue.putAsync(1), code('CLOSED'));
  const full = new Queue(1, ['only']);
  await assert.rejects(full.putAsync('x', 1), code('FULL'));
  assert.deepStrictEqual([await full.peekAsync(), await full.getAsync()], ['only', 'only']);
  await assert.rejects(full.getAsync(1), code('EMPTY'));
  await assert.rejects(full.peekAsync({ timeout: 1 }), code('EMPTY'));
  const channel = new Channel();
  const sent = channel.putAsync('through');
  assert.strictEqual(await channel.getAsync(), 'through');
  await sent;
  const selected = api.selectAsync([channel, { channel: full, put: 'p' }]);
  assert.deepStrictEqual([(await selected).index, full.size], [1, 1]);
  assert.strictEqual(await api.selectAsync([channel], 1), null);
  const joinable = new JoinableQueue(2, ['job']);
  assert.strictEqual(await joinable.joinAsync(1), false);
  joinable.taskDone();
  assert.strictEqual(await joinable.joinAsync(), true);
}

passes(async () => {
  for (const test of [locks, signals, conditions, queues]) await test();
});
