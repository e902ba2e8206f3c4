// it: the test kit replays a seed exactly, explores many orders, finds planted races and deadlocks, and tells what parked
'use strict';
const assert = require('node:assert');
const { Event, idle, joinAll, Semaphore, sleep, spawn } = require('greenpatch/api');
const { explore, interleave, parksOf, seeded, settle, virtualClock, watchParks } = require('greenpatch/testing');
const { hub, time } = require('../../../dist/hub');
const { code, passes } = require('./support/kit');

/** The order in which four fibers of three steps each take turns. */
function trace({ random }) {
  const order = [];
  joinAll(Array.from('abcd', (name) => spawn(() => { for (let i = 0; i < 3; i++) (order.push(name), idle()); }))); // prettier-ignore
  return `${order.join('')} ${random().toFixed(6)}`;
}

/** Two fibers that read, park and write: an update is lost in some orders only. */
function race() {
  let counter = 0;
  const add = () => {
    const read = counter;
    if (read === 0) idle();
    counter = read + 1;
  };
  const one = spawn(add);
  idle();
  const two = spawn(add);
  joinAll([one, two]);
  assert.strictEqual(counter, 2, 'an update is lost');
}

/** Two locks in different orders: a deadlock in some orders only. */
function deadlock() {
  const [a, b] = [new Semaphore(), new Semaphore()];
  const take = (first, second) => first.runExclusive(() => (idle(), second.runExclusive(() => {})));
  joinAll([spawn(take, a, b), spawn(take, b, a)]);
}

async function replays() {
  const traces = new Set();
  for (let seed = 1; seed <= 20; seed++) {
    const first = await interleave(seed, trace);
    assert.strictEqual(await interleave(seed, trace), first, `seed ${seed}`);
    traces.add(first.slice(0, 12));
  }
  assert.ok(traces.size > 15, `${traces.size} different orders of 20`);
  assert.strictEqual(await explore(trace, { seeds: 7 }), 7);
  const [x, y] = [seeded(5), seeded(5)];
  for (let i = 0; i < 9; i++) assert.strictEqual(x(), y());
  assert.strictEqual(await interleave(1, async ({ below }) => below(1)), 0);
}

async function finds() {
  const lost = await explore(race).then(() => assert.fail('not found'), (error) => error); // prettier-ignore
  assert.match(lost.message, /^With seed \d+: an update is lost/);
  assert.match(lost.message, /GREENPATCH_SEED=\d+/);
  const seed = Number(/seed (\d+)/.exec(lost.message)[1]);
  await assert.rejects(interleave(seed, race), /an update is lost/);
  process.env.GREENPATCH_SEED = String(seed);
  await assert.rejects(explore(race, { seeds: 1 }), new RegExp(`With seed ${seed}:`));
  delete process.env.GREENPATCH_SEED;
  process.env.GREENPATCH_SEEDS = '3';
  assert.strictEqual(await explore(trace, { seeds: 2 }), 6);
  delete process.env.GREENPATCH_SEEDS;
  const { cause } = await explore(deadlock).then(() => assert.fail('not found'), (error) => error); // prettier-ignore
  assert.strictEqual(cause.code, 'ERR_GREENPATCH_DEADLOCK');
  assert.match(cause.message, /In a circle: fiber \d+ \(take\) waits for fiber \d+ \(take\), which waits for/);
  await assert.rejects(interleave(1, 'no function'), code('INVALID_ARG'));
  // Everything is as it was.
  assert.deepStrictEqual([hub.policy, hub.random, time.source, hub.onPark], [null, Math.random, null, null]);
}

async function clocks() {
  // Time passes by itself under the seeded scheduler: ten days in no time.
  const started = performance.now();
  const order = [];
  await interleave(3, ({ clock }) => {
    const day = 86_400_000;
    joinAll([3, 1, 2].map((days) => spawn(() => (sleep(days * day), order.push(days)))));
    sleep(7 * day);
    assert.strictEqual(clock.now, 10 * day);
  });
  assert.deepStrictEqual(order, [1, 2, 3]);
  assert.ok(performance.now() - started < 60_000);
  await spawn(() => {
    const clock = virtualClock();
    const event = new Event();
    const waiter = spawn(() => event.wait(10));
    settle();
    assert.deepStrictEqual([clock.pending, clock.next, clock.now], [1, 10, 0]);
    clock.advance(9);
    settle();
    assert.strictEqual(waiter.state, 'parked');
    clock.advance(1);
    assert.deepStrictEqual([waiter.get(), clock.pending, clock.next], [false, 0, undefined]);
    assert.throws(() => clock.advance(-1), code('INVALID_ARG'));
    clock[Symbol.dispose]();
    assert.strictEqual(time.source, null);
  });
}

async function parking() {
  await spawn(() => {
    const lock = new Semaphore(1);
    assert.deepStrictEqual(parksOf(() => lock.acquire()), []); // prettier-ignore
    const other = spawn(() => idle());
    const watch = watchParks();
    assert.deepStrictEqual(
      parksOf(() => (sleep(1), lock.acquire(1))),
      ['sleep', 'Semaphore#acquire'],
    );
    other.get();
    assert.deepStrictEqual([watch.count(), watch.count(other)], [3, 1]);
    const inner = watchParks();
    assert.throws(() => watch.stop(), code('DISPOSED'));
    inner[Symbol.dispose]();
    watch.stop();
    watch.stop();
    idle();
    assert.strictEqual(watch.count(), 3);
    const endless = spawn(() => { for (;;) sleep(0); }); // prettier-ignore
    assert.throws(() => settle(5), code('TIMEOUT'));
    endless.kill();
  });
  assert.throws(() => parksOf(() => {}), code('NOT_IN_FIBER'));
}

passes(async () => {
  for (const test of [replays, finds, clocks, parking]) await test();
});
