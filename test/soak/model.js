'use strict';
// The soak's model: each fiber gets a random task of which the outcome is known beforehand, or is one of two when it may be
// killed; every outcome, every finally block and every link is checked off.
const assert = require('assert');
const { spawn, spawnLater, sleep, idle, wait, joinAll, withTimeout } = require('greenpatch/api');
const { random } = require('../support/random');

class Soak {
  counts = { spawned: 0, done: 0, failed: 0, killed: 0, links: 0, timeouts: 0, parks: 0 };
  /** Fibers that have not ended, and what is expected of each. */
  open = new Map();

  constructor(seed) {
    this.random = random(seed);
  }

  /** Spawns a fiber whose task is to end with `outcome`; only these and what kill() adds are allowed. */
  add(depth = 0) {
    const { random, counts } = this;
    const outcome = random.chance(0.2) ? { error: new Error('expected') } : { value: { number: counts.spawned } };
    const record = { outcome, depth, reasons: [], started: false, unwound: 0, links: 0 };
    const body = () => this.run(record);
    const fiber = random.chance(0.1) ? spawnLater(random.below(4), body) : spawn(body);
    record.fiber = fiber;
    counts.spawned++;
    this.open.set(fiber, record);
    fiber.then(undefined, () => {}); // this observes it: an error is expected, not lost
    fiber.link(() => this.ended(record));
    return fiber;
  }

  run(record) {
    record.started = true;
    try {
      const steps = this.random.below(5);
      for (let i = 0; i < steps; i++) this.step(record);
      if ('error' in record.outcome) throw record.outcome.error;
      return record.outcome.value;
    } finally {
      record.unwound++;
      if (this.random.chance(0.1)) this.unwind(record);
    }
  }

  /** A finally block that parks: it may be killed there once more. */
  unwind(record) {
    idle();
    assert.strictEqual(record.unwound, 1);
  }

  /** One thing that parks, with an outcome of its own to check. */
  step(record) {
    const { random, counts } = this;
    counts.parks++;
    const kept = { step: counts.parks };
    const actions = {
      idle: () => idle(),
      sleep: () => sleep(random.below(5)),
      zero: () => sleep(0),
      promise: () =>
        assert.strictEqual(wait(new Promise((resolve) => setTimeout(resolve, random.below(3), kept))), kept),
      resolved: () => assert.strictEqual(wait(Promise.resolve(kept)), kept),
      rejected: () => this.throws(kept, () => wait(this.rejection(kept))),
      timeOut: () => this.timeOut(kept),
      noTimeOut: () =>
        assert.strictEqual(
          withTimeout(10_000, () => (idle(), kept)),
          kept,
        ),
      deep: () => this.deep(random.below(200)),
      child: () => record.depth < 3 && this.child(record),
      children: () => record.depth < 2 && this.children(record),
      abort: () => this.throws(kept, () => wait(new Promise(() => {}), { signal: this.abortSoon(kept) })),
    };
    actions[random.pick(Object.keys(actions))]();
  }

  /** `fn` must throw `expected`; a kill in the meantime is something else and goes on up. */
  throws(expected, fn) {
    try {
      fn();
    } catch (error) {
      if (error === expected) return;
      throw error;
    }
    assert.fail('it did not throw');
  }

  /** A killed fiber does not come to wait for it: then nothing would handle it. */
  rejection(reason) {
    const promise = Promise.reject(reason);
    promise.catch(() => {});
    return promise;
  }

  timeOut(kept) {
    const inner = this.random.chance(0.5);
    this.throws(kept, () =>
      withTimeout(
        inner ? 10_000 : 1,
        () => withTimeout(inner ? 1 : 10_000, () => sleep(5_000), { error: inner ? kept : {} }),
        { error: inner ? {} : kept },
      ),
    );
    this.counts.timeouts++;
  }

  abortSoon(reason) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), this.random.below(3));
    return controller.signal;
  }

  deep(depth) {
    const mine = { depth };
    if (depth === 0) idle();
    else assert.strictEqual(this.deep(depth - 1), depth - 1);
    return mine.depth;
  }

  child(record) {
    const child = this.add(record.depth + 1);
    const { outcome, reasons } = this.open.get(child);
    while (!child.join(this.random.below(3) + 1));
    try {
      assert.strictEqual(child.get(), outcome.value);
    } catch (error) {
      if (error !== outcome.error && !reasons.includes(error)) throw error;
    }
  }

  children(record) {
    const children = Array.from({ length: 1 + this.random.below(4) }, () => this.add(record.depth + 1));
    const count = 1 + this.random.below(children.length);
    assert.ok(joinAll(children, { count }).length >= count);
  }

  /** Kills one of the fibers that have not ended. */
  kill() {
    const fibers = [...this.open.keys()];
    if (fibers.length === 0) return;
    const fiber = this.random.pick(fibers);
    if (fiber.state === 'done' || fiber.state === 'failed' || fiber.state === 'killed') return;
    const reason = new Error('killed by the soak');
    this.open.get(fiber).reasons.push(reason);
    fiber.kill(reason);
  }

  /** A fiber's link: its outcome must be the expected one, or that of a kill. */
  ended(record) {
    const { fiber, outcome, reasons } = record;
    this.counts.links++;
    this.counts[fiber.state]++;
    assert.strictEqual(++record.links, 1, 'a link ran twice');
    assert.strictEqual(record.unwound, record.started ? 1 : 0, 'finally blocks');
    assert.ok(this.open.delete(fiber));
    fiber.then(
      (value) => this.check(fiber.state === 'done' && value === outcome.value, fiber, value),
      (error) =>
        this.check(
          error === outcome.error ? fiber.state === 'failed' : fiber.state === 'killed' && reasons.includes(error),
          fiber,
          error,
        ),
    );
  }

  check(right, fiber, result) {
    if (right) return;
    throw new Error(`fiber ${fiber.id} ended ${fiber.state} with ${result?.stack ?? String(result)}`);
  }
}

module.exports = { Soak };
