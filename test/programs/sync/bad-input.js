// it: wrong arguments, release of what is not held, double dispose, and waits on the hub give coded errors and change nothing
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { code, passes, thrown } = require('./support/kit');
const { AsyncResult, Barrier, BoundedSemaphore, Channel, Condition, Event, Group, JoinableQueue } = api;
const { LifoQueue, Pool, PriorityQueue, Queue, RLock, Semaphore, idle, select, spawn } = api;

const makers = {
  'Semaphore of -1': () => new Semaphore(-1),
  'Semaphore of 1.5': () => new Semaphore(1.5),
  'Semaphore of "1"': () => new Semaphore('1'),
  'BoundedSemaphore of NaN': () => new BoundedSemaphore(NaN),
  'Queue of 0': () => new Queue(0),
  'Queue of -1': () => new Queue(-1),
  'LifoQueue of 0.5': () => new LifoQueue(0.5),
  'JoinableQueue of null': () => new JoinableQueue(null),
  'PriorityQueue of -3': () => new PriorityQueue({ maxsize: -3 }),
  'PriorityQueue with a compare that is none': () => new PriorityQueue({ compare: 'less' }),
  'Channel of -1': () => new Channel(-1),
  'Channel of Infinity': () => new Channel(Infinity),
  'Pool of -1': () => new Pool(-1),
  'Barrier of 0': () => new Barrier(0),
  'Condition of something': () => new Condition(new Event()),
};

/** Every way to wait. */
const waits = {
  Event: (limit) => new Event().wait(limit),
  'AsyncResult#get': (limit) => new AsyncResult().get(limit),
  'AsyncResult#wait': (limit) => new AsyncResult().wait(limit),
  Semaphore: (limit) => new Semaphore(1).acquire(limit),
  'Semaphore#hold': (limit) => new Semaphore(1).hold(limit),
  'Semaphore#runExclusive': (limit) => new Semaphore(1).runExclusive(() => {}, limit),
  RLock: (limit) => new RLock().acquire(limit),
  'Queue#get': (limit) => new Queue(1, [1]).get(limit),
  'Queue#peek': (limit) => new Queue(1, [1]).peek(limit),
  'Queue#put': (limit) => new Queue(1).put(1, limit),
  'JoinableQueue#join': (limit) => new JoinableQueue().join(limit),
  'Channel#get': (limit) => new Channel(1).get(limit),
  'Channel#put': (limit) => new Channel(1).put(1, limit),
  select: (limit) => select([new Channel()], limit),
  Barrier: (limit) => new Barrier(1).wait(limit),
  'Group#join': (limit) => new Group().join(limit),
  'Pool#waitAvailable': (limit) => new Pool(1).waitAvailable(limit),
};
const promises = {
  Event: (limit) => new Event().waitAsync(limit),
  AsyncResult: (limit) => new AsyncResult().getAsync(limit),
  Semaphore: (limit) => new Semaphore(1).acquireAsync(limit),
  RLock: (limit) => new RLock().holdAsync(limit),
  'Queue#get': (limit) => new Queue(1, [1]).getAsync(limit),
  'Queue#put': (limit) => new Queue(1).putAsync(1, limit),
  select: (limit) => api.selectAsync([new Channel()], limit),
  Barrier: (limit) => new Barrier(1).waitAsync(limit),
  Group: (limit) => new Group().joinAsync(limit),
};
const badLimits = [
  -1,
  NaN,
  Infinity,
  '1',
  null,
  true,
  { timeout: -1 },
  { timeout: '1' },
  { signal: {} },
  { signal: null },
];

function notHeld() {
  const bounded = new BoundedSemaphore(2);
  assert.throws(() => bounded.release(), code('NOT_HELD'));
  bounded.acquire();
  bounded.release();
  assert.throws(() => bounded.release(), code('NOT_HELD'));
  assert.strictEqual(bounded.value, 2);
  const lock = new RLock();
  assert.throws(() => lock.release(), code('NOT_HELD'));
  lock.acquire();
  const { message } = spawn(() => thrown(() => lock.release())).get();
  assert.match(message, new RegExp(`fiber ${api.currentFiber().id} holds it`));
  lock.release();
  assert.throws(() => lock.release(), code('NOT_HELD'));
  assert.strictEqual(lock.locked(), false);
}

function disposedTwice() {
  for (const lock of [new Semaphore(1), new BoundedSemaphore(1), new RLock()]) {
    const hold = lock.hold();
    assert.strictEqual(hold.released, false);
    hold[Symbol.dispose]();
    assert.throws(() => hold[Symbol.dispose](), code('DISPOSED'));
    assert.throws(() => hold.release(), code('DISPOSED'));
    assert.deepStrictEqual([lock.locked(), hold.released], [false, true]);
    assert.throws(() => lock.runExclusive('no function'), code('INVALID_ARG'));
    // What fn throws comes through, and nothing stays held.
    assert.throws(() => lock.runExclusive(() => { throw new Error('fn'); }), /fn/); // prettier-ignore
    assert.strictEqual(lock.locked(), false);
    const busy = spawn(() => (lock.acquire(), idle(), idle(), lock.release()));
    idle();
    assert.throws(() => lock.hold(0), code('TIMEOUT'));
    busy.get();
  }
}

/** Whatever never waits works on the hub. */
function onHub() {
  for (const [name, wait] of Object.entries(waits)) assert.throws(() => wait(), code('NOT_IN_FIBER'), name);
  const semaphore = new Semaphore(1);
  assert.deepStrictEqual([semaphore.tryAcquire(), semaphore.tryAcquire()], [true, false]);
  semaphore.release();
  const queue = new Queue();
  queue.put(1);
  assert.deepStrictEqual([queue.peekNowait(), queue.getNowait(), queue.size], [1, 1, 0]);
  assert.throws(() => queue.getNowait(), code('EMPTY'));
  assert.throws(() => queue.peekNowait(), code('EMPTY'));
  const event = new Event();
  event.set();
  event.clear();
  new AsyncResult().set(1);
  assert.throws(() => new RLock().tryAcquire(), code('NOT_IN_FIBER'));
  const pool = new Pool(1);
  assert.notStrictEqual(pool.trySpawn(() => {}), null); // prettier-ignore
  assert.strictEqual(pool.trySpawn(() => {}), null); // prettier-ignore
  new Pool().spawn(() => {});
  new Group().spawn(() => {});
}

passes(async () => {
  for (const [name, make] of Object.entries(makers)) assert.throws(make, code('INVALID_ARG'), name);
  onHub();
  await spawn(() => {
    for (const [name, wait] of Object.entries(waits)) {
      for (const limit of badLimits) assert.throws(() => wait(limit), code('INVALID_ARG'), `${name} ${limit}`);
      const aborted = AbortSignal.abort('before');
      assert.strictEqual(thrown(() => wait({ signal: aborted })), 'before', name); // prettier-ignore
    }
    notHeld();
    disposedTwice();
  });
  for (const [name, promise] of Object.entries(promises)) {
    for (const limit of badLimits) await assert.rejects(promise(limit), code('INVALID_ARG'), `${name} ${limit}`);
    assert.strictEqual(
      await promise({ signal: AbortSignal.abort('before') }).catch((reason) => reason),
      'before',
      name,
    );
  }
});
