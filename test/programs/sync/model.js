// it: random programs of queues, channels and semaphores do what a model of a few lines says, item by item
'use strict';
const assert = require('node:assert');
const { Channel, idle, LifoQueue, PriorityQueue, Queue, Semaphore, spawn } = require('greenpatch/api');
const { exploring, passes } = require('./support/kit');

/** The model: what is in, who waits, by the number of the call. `next` says which item comes out. */
class Model {
  items = [];
  getters = [];
  putters = [];
  outcome = new Map();

  constructor(capacity, next) {
    this.capacity = capacity;
    this.next = next;
  }

  put(call, item) {
    const getter = this.getters.shift();
    if (getter !== undefined) this.outcome.set(getter, item);
    else if (this.items.length < this.capacity) this.items.push(item);
    else return void this.putters.push({ call, item });
    this.outcome.set(call, 'put');
  }

  get(call) {
    if (this.items.length === 0 && this.putters.length === 0) return void this.getters.push(call);
    const first = this.items.length > 0 ? this.items.splice(this.next(this.items), 1)[0] : undefined;
    const putter = this.putters.shift();
    if (putter !== undefined) {
      this.outcome.set(putter.call, 'put');
      if (first !== undefined) this.items.push(putter.item);
    }
    this.outcome.set(call, first ?? putter.item);
  }
}

const oldest = () => 0;
const latest = (items) => items.length - 1;
const least = (items) => items.indexOf(items.reduce((a, b) => (b < a ? b : a)));
const kinds = {
  Queue: [(run, n) => new Queue(n), oldest],
  LifoQueue: [(run, n) => new LifoQueue(n), latest],
  PriorityQueue: [(run, n) => new PriorityQueue({ maxsize: n }), least],
  Channel: [(run, n) => new Channel(n), oldest, 0],
};

/** Several fibers put and get, blocking or not, from fibers and as promises; each call must have the model's outcome. */
function play(run, make, next, leastCapacity = 1) {
  const capacity = leastCapacity + run.below(3);
  const real = make(run, capacity);
  const model = new Model(capacity, next);
  const seen = new Map();
  let calls = 0;
  const call = (isPut, form) => {
    const nth = calls++;
    const item = run.below(50);
    if (form === 'nowait') {
      const waits = isPut
        ? model.getters.length === 0 && model.items.length >= capacity
        : model.items.length === 0 && model.putters.length === 0;
      if (!waits) isPut ? model.put(nth, item) : model.get(nth);
      try {
        seen.set(nth, isPut ? (real.putNowait(item), 'put') : real.getNowait());
      } catch ({ code }) {
        assert.strictEqual(code, `ERR_GREENPATCH_${isPut ? 'FULL' : 'EMPTY'}`);
        assert.ok(waits, 'it needed no waiting');
      }
      return;
    }
    if (isPut) model.put(nth, item);
    else model.get(nth);
    const note = (value) => void seen.set(nth, isPut ? 'put' : value);
    if (form === 'promise') void (isPut ? real.putAsync(item) : real.getAsync()).then(note);
    else note(isPut ? real.put(item) : real.get());
  };
  const fibers = Array.from({ length: 5 }, () =>
    spawn(() => {
      for (let i = 0; i < 6; i++) {
        if (run.below(2) === 0) idle();
        call(run.below(2) === 0, ['blocking', 'nowait', 'promise'][run.below(3)]);
      }
    }),
  );
  while (fibers.some((fiber) => !fiber.finished)) {
    for (let i = 0; i < 4; i++) idle();
    const stuck = fibers.filter((fiber) => !fiber.finished).length;
    // A fiber that still waits gets a partner.
    if (stuck > 0) call(model.putters.length === 0, 'promise');
  }
  for (let i = 0; i < 6; i++) idle();
  assert.deepStrictEqual(
    [...seen].sort(([a], [b]) => a - b),
    [...model.outcome].sort(([a], [b]) => a - b),
  );
  assert.strictEqual(real.size, model.items.length);
  assert.deepStrictEqual([real.getting, real.putting], [model.getters.length, model.putters.length]);
}

/** The same for permits. */
function permits(run) {
  const lock = new Semaphore(run.below(3));
  let free = lock.value;
  const waiting = [];
  const got = [];
  const expected = [];
  const fibers = Array.from({ length: 5 }, (_, nth) =>
    spawn(() => {
      for (let i = 0; i < 6; i++) {
        if (run.below(3) === 0) idle();
        if (run.below(2) === 0) {
          if (waiting.length > 0) expected.push(waiting.shift());
          else free++;
          lock.release();
        } else if (run.below(3) === 0) {
          assert.strictEqual(lock.tryAcquire(), free > 0 && free-- > 0);
        } else {
          if (free > 0) (free--, expected.push(nth));
          else waiting.push(nth);
          lock.acquire();
          got.push(nth);
        }
      }
    }),
  );
  while (fibers.some((fiber) => !fiber.finished)) {
    idle();
    idle();
    if (waiting.length > 0) (expected.push(waiting.shift()), lock.release());
  }
  assert.deepStrictEqual(got.toSorted(), expected.toSorted());
  assert.deepStrictEqual([lock.value, lock.waiting], [free, waiting.length]);
}

passes(async () => {
  for (const kind of Object.values(kinds)) await exploring(60, (run) => play(run, ...kind));
  await exploring(60, permits);
});
