// it: what is handed to a fiber in the very moment of its kill or timeout goes to the next one, for every primitive
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { virtualClock, settle } = require('greenpatch/testing');
const { spawn, withTimeout, sleep } = api;
const { controlsOf, passes } = require('./support/kit');

/** For each: what two fibers wait for, what hands over one, and what is left when both have had theirs. */
const primitives = {
  Semaphore() {
    const lock = new api.Semaphore(0);
    return { wait: () => lock.acquire(), give: () => lock.release(), left: () => lock.value };
  },
  RLock() {
    const lock = new api.RLock();
    const owner = spawn(() => (lock.acquire(), sleep(1e6)));
    settle();
    const give = () => void owner.kill();
    spawn(() => owner.link(() => {}));
    return {
      wait: () => (lock.acquire(), lock.release(), true),
      // The owner's own release, which is made in its place.
      give: () => (lock.save(owner), give),
      once: true,
      left: () => (controlsOf(owner).requestKill(), lock.locked() ? 1 : 0),
    };
  },
  'Condition#notify'() {
    const lock = new api.Semaphore(1);
    const condition = new api.Condition(lock);
    return {
      wait: () => lock.runExclusive(() => condition.wait()),
      give: () => lock.tryAcquire() && (condition.notify(), lock.release()),
      left: () => (assert.strictEqual(lock.value, 1), condition.waiting),
    };
  },
  'Queue#get'() {
    const queue = new api.Queue();
    return { wait: () => queue.get(), give: (n) => queue.put(n), left: () => queue.size, valued: true };
  },
  'PriorityQueue#get'() {
    const queue = new api.PriorityQueue();
    return { wait: () => queue.get(), give: (n) => queue.put(n), left: () => queue.size, valued: true };
  },
  'Channel#get'() {
    const channel = new api.Channel();
    const give = (n) => assert.ok(channel.tryPut(n));
    return { wait: () => channel.get(), give, left: () => channel.size, valued: true };
  },
  select() {
    const channels = [new api.Channel(), new api.Channel()];
    return {
      wait: () => api.select(channels).value,
      give: (n) => assert.ok(channels[n % 2].tryPut(n)),
      left: () => channels[0].size + channels[1].size,
      valued: true,
    };
  },
  'Pool#waitAvailable'() {
    const pool = new api.Pool(0);
    let given = 0;
    return { wait: () => pool.waitAvailable(), give: () => (pool.limit = ++given), left: () => pool.freeCount - given };
  },
};

/** What happens in one turn to the first of two who wait. */
const moments = {
  'killed after': (victim, give) => (give(1), controlsOf(victim.fiber).requestKill()),
  'killed before': (victim, give) => (controlsOf(victim.fiber).requestKill(), give(1)),
  'timed out after': (victim, give, clock) => (give(1), clock.advance(10)),
  'timed out before': (victim, give, clock) => (clock.advance(10), give(1)),
};

function check(name, moment) {
  const clock = virtualClock();
  try {
    const { wait, give, left, valued, once } = primitives[name]();
    const victim = { got: undefined };
    victim.fiber = spawn(() => (victim.got = withTimeout(10, wait)));
    controlsOf(victim.fiber).observe();
    settle();
    const next = spawn(wait);
    settle();
    assert.deepStrictEqual([victim.fiber.state, next.state], ['parked', 'parked']);
    moments[moment](victim, give, clock);
    settle();
    const about = `${name}, ${moment}`;
    assert.strictEqual(victim.got, undefined, about);
    assert.ok(victim.fiber.finished, about);
    assert.ok(next.finished, `${about}: lost`);
    const value = next.get();
    if (valued) assert.strictEqual(value, 1, about);
    // Nothing is there twice.
    if (once) return void assert.strictEqual(left(), 0, about);
    const third = spawn(wait);
    settle();
    const already = name.startsWith('Pool');
    assert.strictEqual(third.finished, already, `${about}: handed over twice`);
    give(2);
    settle();
    if (valued) assert.strictEqual(third.get(), 2, about);
    else third.get();
    assert.strictEqual(left(), 0, about);
  } finally {
    clock.uninstall();
  }
}

passes(async () => {
  const fiber = spawn(() => {
    for (const name of Object.keys(primitives)) for (const moment of Object.keys(moments)) check(name, moment);
  });
  await fiber;
});
