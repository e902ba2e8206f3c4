// it: Event, AsyncResult, Condition, Barrier and FiberLocal do what gevent's and Python's do, in many interleavings
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { AsyncResult, Barrier, Condition, Event, FiberLocal, idle, joinAll, RLock, Semaphore, sleep, spawn } = api;
const { parksOf, settle } = require('greenpatch/testing');
const { code, controlsOf, dawdle, exploring, passes, thrown } = require('./support/kit');

function events() {
  const event = new Event();
  assert.strictEqual(event.wait(0), false);
  assert.strictEqual(event.wait(1), false);
  const order = [];
  const waiters = ['a', 'b', 'c'].map((name) => spawn(() => (order.push(name), event.wait())));
  settle();
  event.set();
  event.clear(); // those who wait have been woken all the same
  assert.deepStrictEqual(joinAll(waiters).map((fiber) => fiber.get()), [true, true, true]); // prettier-ignore
  assert.deepStrictEqual([event.isSet(), order.join('')], [false, 'abc']);
  event.set();
  assert.deepStrictEqual(parksOf(() => assert.strictEqual(event.wait(), true)), []); // prettier-ignore
}

function results() {
  const result = new AsyncResult();
  assert.deepStrictEqual([result.ready(), result.successful(), result.value, result.error], [false, false, undefined, undefined]); // prettier-ignore
  for (const get of [() => result.get(1), () => result.get(0), () => result.getNowait()]) {
    assert.throws(get, code('TIMEOUT'));
  }
  assert.strictEqual(result.wait(1), false);
  const waiters = [spawn(() => result.get()), spawn(() => result.wait())];
  settle();
  result.set(7);
  assert.deepStrictEqual(joinAll(waiters).map((fiber) => fiber.get()), [7, true]); // prettier-ignore
  result.set(8); // as in gevent
  assert.deepStrictEqual([result.get(), result.value, result.successful()], [8, 8, true]);
  const bad = new Error('bad');
  result.setError(bad);
  assert.strictEqual(thrown(() => result.get()), bad); // prettier-ignore
  assert.deepStrictEqual([result.wait(), result.ready(), result.successful(), result.error], [true, true, false, bad]);
}

/** Consumers wait on a condition, whatever kills and times out: no notification is lost, and the lock is always held. */
function conditions(run) {
  const condition = new Condition(run.below(2) === 0 ? new RLock() : new Semaphore(1));
  const { lock } = condition;
  let items = 0;
  let taken = 0;
  let inside = 0;
  const consumer = () => {
    dawdle(run);
    lock.acquire();
    try {
      assert.strictEqual(inside++, 0);
      inside--;
      const wait = () => condition.waitFor(() => items > 0, run.below(3) === 0 ? 2 : undefined);
      const got = run.below(3) === 0 ? api.withTimeout(1 + run.below(2), wait) : wait();
      assert.strictEqual(inside++, 0, 'back without the lock');
      if (got) (items--, taken++);
      inside--;
    } finally {
      lock.release(); // throws if it is not held
    }
  };
  const consumers = Array.from({ length: 5 }, () => spawn(consumer));
  for (const fiber of consumers) controlsOf(fiber).observe();
  let put = 0;
  while (consumers.some((fiber) => !fiber.finished)) {
    dawdle(run);
    const victim = consumers[run.below(5)];
    if (run.below(4) === 0 && !victim.finished) controlsOf(victim).requestKill();
    lock.acquire();
    items++;
    put++;
    condition.notify();
    lock.release();
    sleep(1);
  }
  for (const fiber of consumers) {
    const { outcome } = controlsOf(fiber);
    if (fiber.state === 'failed' && outcome.code !== 'ERR_GREENPATCH_TIMEOUT') throw outcome;
  }
  assert.deepStrictEqual([items + taken, condition.waiting, lock.locked()], [put, 0, false]);
}

function conditionRules() {
  const condition = new Condition();
  for (const call of [() => condition.wait(), () => condition.notify(), () => condition.notifyAll()]) {
    assert.throws(call, code('NOT_HELD'));
  }
  assert.throws(() => new Condition({}), code('INVALID_ARG'));
  // Held twice, it is given up altogether, and held twice again.
  const { lock } = condition;
  const waiter = spawn(() => {
    lock.acquire();
    lock.acquire();
    assert.strictEqual(condition.wait(), true);
    lock.release();
    assert.strictEqual(lock.held, true);
    lock.release();
    assert.strictEqual(lock.held, false);
  });
  settle();
  lock.runExclusive(() => condition.notifyAll());
  waiter.get();
  assert.strictEqual(lock.runExclusive(() => condition.wait(1)), false); // prettier-ignore
  // A kill while the lock is being taken again does not leave without it.
  const log = [];
  const killed = spawn(() => {
    lock.acquire();
    try {
      condition.wait();
    } finally {
      log.push(lock.held);
      lock.release();
    }
    sleep(1e6);
  });
  settle();
  lock.acquire();
  condition.notify();
  settle();
  controlsOf(killed).requestKill();
  settle();
  assert.deepStrictEqual(log, []);
  lock.release();
  killed.join();
  assert.deepStrictEqual([log, killed.state, lock.locked()], [[true], 'killed', false]);
}

/** Rounds of a barrier, with a fiber killed at it now and then: its place is taken by another one. */
function barriers(run) {
  let actions = 0;
  const barrier = new Barrier(3, () => (actions++, dawdle(run, 1)));
  const rounds = [];
  const party = () => {
    for (let round = 0; round < 3; round++) {
      dawdle(run);
      const index = barrier.wait();
      (rounds[round] ??= []).push(index);
    }
  };
  const killed = spawn(() => barrier.wait());
  dawdle(run);
  const early = killed.state === 'parked';
  controlsOf(killed).requestKill();
  killed.join();
  const parties = [party, party, party].map((fn) => spawn(fn));
  joinAll(parties, { raiseError: true });
  if (early || killed.state === 'killed') {
    assert.deepStrictEqual(rounds.map((round) => round.toSorted()), [[0, 1, 2], [0, 1, 2], [0, 1, 2]]); // prettier-ignore
    assert.strictEqual(actions, 3);
  }
  assert.strictEqual(barrier.waiting, 0);
}

function barrierRules() {
  for (const parties of [0, -1, 1.5, '2']) assert.throws(() => new Barrier(parties), code('INVALID_ARG'));
  const barrier = new Barrier(3);
  const other = spawn(() => thrown(() => barrier.wait()));
  assert.throws(() => barrier.wait(1), code('BROKEN_BARRIER'));
  assert.strictEqual(other.get().code, 'ERR_GREENPATCH_BROKEN_BARRIER');
  assert.deepStrictEqual([barrier.broken, barrier.waiting], [true, 0]);
  assert.throws(() => barrier.wait(), code('BROKEN_BARRIER'));
  barrier.reset();
  const three = [1, 2, 3].map(() => spawn(() => barrier.wait()));
  assert.deepStrictEqual(joinAll(three).map((fiber) => fiber.get()).toSorted(), [0, 1, 2]); // prettier-ignore
  const failing = new Barrier(2, () => {
    throw new Error('action');
  });
  const first = spawn(() => thrown(() => failing.wait()));
  settle();
  assert.throws(() => failing.wait(), /action/);
  assert.strictEqual(first.get().code, 'ERR_GREENPATCH_BROKEN_BARRIER');
  const aborted = new Barrier(2);
  const waits = spawn(() => thrown(() => aborted.wait()));
  settle();
  aborted.abort();
  assert.strictEqual(waits.get().code, 'ERR_GREENPATCH_BROKEN_BARRIER');
}

function locals() {
  let made = 0;
  const local = new FiberLocal(() => ++made);
  assert.deepStrictEqual([local.has(), local.get(), local.get(), local.has()], [false, 1, 1, true]);
  assert.strictEqual(spawn(() => (idle(), local.get())).get(), 2);
  assert.strictEqual(local.run(9, () => (idle(), local.get())), 9); // prettier-ignore
  assert.strictEqual(local.get(), 1);
  assert.deepStrictEqual([local.delete(), local.delete(), local.has()], [true, false, false]);
  assert.strictEqual(local.run(5, () => 1), 1); // prettier-ignore
  assert.strictEqual(local.has(), false);
  assert.strictEqual(new FiberLocal().get(), undefined);
  assert.throws(() => new FiberLocal(1), code('INVALID_ARG'));
}

const onHub = new FiberLocal();
onHub.set('hub');
passes(async () => {
  await exploring(100, conditions);
  await exploring(100, barriers);
  for (const test of [events, results, conditionRules, barrierRules, locals]) await spawn(test);
  assert.strictEqual(onHub.get(), 'hub');
  await spawn(() => assert.strictEqual(onHub.get(), undefined));
});
