// it: queues lose and double no item, whichever fiber is killed; they close, peek, iterate and join as they say
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { Channel, idle, JoinableQueue, LifoQueue, PriorityQueue, Queue, select, sleep, spawn } = api;
const { parksOf, settle } = require('greenpatch/testing');
const { code, controlsOf, dawdle, exploring, passes, thrown } = require('./support/kit');

const makers = [
  () => new Queue(),
  () => new Queue(2),
  () => new Channel(),
  () => new Channel(1),
  () => new PriorityQueue({ maxsize: 1 }),
  () => new LifoQueue(2),
];

/** Producers and consumers, some of which are killed: every item that was put arrives once, or is still there. */
function conservation(run) {
  const queue = makers[run.below(makers.length)]();
  const put = new Set();
  const maybe = new Set();
  const got = [];
  let nth = 0;
  const producer = () => {
    for (let i = 0; i < 4; i++) {
      dawdle(run, 1);
      const item = nth++;
      maybe.add(item); // a putter that is killed may have put it, or not
      queue.put(item);
      maybe.delete(item);
      put.add(item);
    }
  };
  const takes = [
    () => queue.get(),
    () => queue.get({ timeout: 2 }),
    () => select([queue]).value,
    () => select([new Channel(), queue], 2)?.value,
    () => (queue.peek?.({ timeout: 1 }), undefined),
  ];
  const consumer = () => {
    for (;;) {
      dawdle(run, 1);
      try {
        const item = takes[run.below(takes.length)]();
        if (item !== undefined) got.push(item);
      } catch (error) {
        if (error.code !== 'ERR_GREENPATCH_EMPTY') throw error;
      }
    }
  };
  const producers = Array.from({ length: 4 }, () => spawn(producer));
  const consumers = Array.from({ length: 4 }, () => spawn(consumer));
  for (let i = 0; i < 4; i++) {
    dawdle(run);
    const victim = [...producers, ...consumers.slice(1)][run.below(7)];
    if (!victim.finished) controlsOf(victim).requestKill();
  }
  api.joinAll(producers);
  sleep(10);
  api.killAll(consumers);
  idle();
  while (!queue.empty()) got.push(queue.getNowait());
  assert.strictEqual(new Set(got).size, got.length, 'an item came twice');
  for (const item of got) assert.ok(put.has(item) || maybe.has(item));
  for (const item of put) assert.ok(got.includes(item), `item ${item} is lost`);
}

function kinds() {
  const drained = (queue) => (queue.close(), [...queue]);
  assert.deepStrictEqual(drained(new Queue(Infinity, [3, 1, 2])), [3, 1, 2]);
  assert.deepStrictEqual(drained(new LifoQueue(Infinity, [3, 1, 2])), [2, 1, 3]);
  assert.deepStrictEqual(drained(new PriorityQueue({ items: [3, 1, 2] })), [1, 2, 3]);
  const tasks = [[10, 'b'], [9, 'z'], [9, 'a'], [-1]]; // prettier-ignore
  assert.deepStrictEqual(drained(new PriorityQueue({ items: tasks })), [[-1], [9, 'a'], [9, 'z'], [10, 'b']]);
  const byFirst = (a, b) => a[0] - b[0];
  const equal = [[1, 'x'], [0, 'y'], [1, 'a'], [0, 'b']]; // prettier-ignore
  assert.deepStrictEqual(drained(new PriorityQueue({ items: equal, compare: byFirst })).map((item) => item[1]).join(''), 'ybxa'); // prettier-ignore
  const random = Array.from({ length: 500 }, (_, i) => (i * 7919) % 503);
  assert.deepStrictEqual(
    drained(new PriorityQueue({ items: random })),
    random.toSorted((a, b) => a - b),
  );
  const long = new Queue();
  for (let i = 0; i < 1000; i++) (long.put(2 * i), long.put(2 * i + 1), assert.strictEqual(long.get(), i));
  assert.strictEqual(long.size, 1000);
}

function waiting() {
  const queue = new Queue(1);
  assert.deepStrictEqual(parksOf(() => queue.put('a')), []); // prettier-ignore
  assert.deepStrictEqual([queue.full(), queue.empty(), queue.size, queue.maxsize], [true, false, 1, 1]);
  const putter = spawn(() => queue.put('b'));
  settle();
  assert.strictEqual(queue.putting, 1);
  assert.deepStrictEqual(parksOf(() => assert.strictEqual(queue.get(), 'a')), []); // prettier-ignore
  settle();
  assert.ok(putter.finished);
  assert.strictEqual(queue.peek(), 'b');
  assert.strictEqual(queue.get(), 'b');
  // Two look, one takes, in the order in which they came.
  const peekers = [spawn(() => queue.peek()), spawn(() => queue.get()), spawn(() => queue.peek())];
  settle();
  queue.put('c');
  settle();
  assert.deepStrictEqual(peekers.map((fiber) => fiber.state), ['done', 'done', 'parked']); // prettier-ignore
  queue.put('d');
  assert.strictEqual(peekers[2].get(), 'd');
  assert.throws(() => queue.put('e', 0), code('FULL'));
  assert.throws(() => queue.put('e', 1), code('FULL'));
  assert.strictEqual(queue.tryPut('e'), false);
  assert.strictEqual(queue.getNowait(), 'd');
  for (const get of [() => queue.get(0), () => queue.get(1), () => queue.getNowait(), () => queue.peek(0)]) {
    assert.throws(get, code('EMPTY'));
  }
  assert.throws(() => queue.peek({ timeout: 1 }), code('EMPTY'));
  assert.deepStrictEqual([queue.getting, queue.putting, queue.size], [0, 0, 0]);
}

function closing() {
  const queue = new Queue(1, ['last']);
  const putter = spawn(() => thrown(() => queue.put('never')));
  settle();
  queue.close();
  queue.close();
  assert.strictEqual(putter.get().code, 'ERR_GREENPATCH_CLOSED');
  assert.throws(() => queue.put(1), code('CLOSED'));
  assert.throws(() => queue.tryPut(1), code('CLOSED'));
  assert.deepStrictEqual([...queue], ['last']);
  for (const get of [() => queue.get(), () => queue.get(0), () => queue.getNowait(), () => queue.peek()]) {
    assert.throws(get, code('CLOSED'));
  }
  const empty = new Channel();
  const getters = [spawn(() => thrown(() => empty.get())), spawn(() => [...empty])];
  settle();
  empty[Symbol.dispose]();
  assert.strictEqual(getters[0].get().code, 'ERR_GREENPATCH_CLOSED');
  assert.deepStrictEqual(getters[1].get(), []);
  // What an iteration's body throws is no end of the queue.
  const other = new Queue(Infinity, [1, 2]);
  assert.throws(() => {
    for (const item of other) assert.fail(`body ${item}`);
  }, /body 1/);
  assert.strictEqual(other.get(), 2);
}

function joining() {
  const queue = new JoinableQueue(1);
  assert.strictEqual(queue.join(), true);
  const workers = [1, 2].map(() =>
    spawn(() => {
      for (const item of queue) (sleep(item), queue.taskDone());
    }),
  );
  for (const ms of [3, 1, 2]) queue.put(ms);
  assert.strictEqual(queue.join(0), false);
  assert.strictEqual(queue.join(), true);
  assert.strictEqual(queue.unfinishedTasks, 0);
  assert.throws(() => queue.taskDone(), code('NOT_HELD'));
  queue.close();
  api.joinAll(workers);
  assert.strictEqual(new JoinableQueue(3, [1, 2]).unfinishedTasks, 2);
  // An item that comes back from a killed getter is not counted again.
  const again = new JoinableQueue();
  const victim = spawn(() => again.get());
  settle();
  again.put('x');
  victim.kill();
  settle();
  assert.deepStrictEqual([again.size, again.unfinishedTasks], [1, 1]);
}

passes(async () => {
  await exploring(150, conservation);
  for (const test of [kinds, waiting, closing, joining]) await spawn(test);
});
