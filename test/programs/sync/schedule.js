// it: task queues share the time, latency classes and priorities go first, yieldIfNeeded yields only then or when the slice is used up; without them there is one fair queue
'use strict';
const assert = require('node:assert');
// Time passes only where this program computes, so that a busy machine does not matter. Before greenpatch, which captures it.
let now = 0;
process.hrtime = () => [Math.floor(now / 1e3), (now % 1e3) * 1e6];
const spin = (ms) => void (now += ms);
const { idle, joinAll, sleep, spawn, spawnWith, TaskQueue, yieldIfNeeded } = require('greenpatch/api');
const { hub } = require('../../../dist/hub');
const { parksOf, settle } = require('greenpatch/testing');
const { code, passes } = require('./support/kit');

function fair() {
  const order = [];
  joinAll(Array.from('abc', (name) => spawn(() => { for (let i = 0; i < 3; i++) (order.push(name), sleep(0)); }))); // prettier-ignore
  assert.strictEqual(order.join(''), 'abcabcabc');
  assert.strictEqual(hub.policy, null, 'nothing else is in force as long as nobody asks for it');
}

function priorities() {
  const order = [];
  const note = (name) => order.push(name);
  spawnWith({ priority: -1 }, note, 'low');
  spawn(note, 'usual');
  spawnWith({ priority: 1 }, note, 'high');
  spawnWith({ priority: 1, name: 'named' }, note, 'high too');
  settle();
  assert.deepStrictEqual(order, ['high', 'high too', 'usual', 'low']);
}

/** Pieces of work, until the first queue has done so much. */
function shares() {
  const [big, small] = [new TaskQueue({ shares: 300, name: 'big' }), new TaskQueue({ shares: 100 })];
  let stop = false;
  const used = new Map([[big, 0], [small, 0]]); // prettier-ignore
  const work = (queue) => {
    while (!stop) {
      spin(0.2);
      used.set(queue, used.get(queue) + 0.2);
      sleep(0);
    }
  };
  const fibers = [big, small, big, small].map((queue) => spawnWith({ queue }, work, queue));
  const watch = spawnWith({ queue: new TaskQueue({ latency: 0 }) }, () => {
    while (used.get(big) < 60) (spin(0.01), sleep(0));
    stop = true;
  });
  joinAll([watch, ...fibers]);
  const ratio = used.get(big) / used.get(small);
  assert.ok(ratio > 2.8 && ratio < 3.2, `three times the shares got ${ratio} times the time`);
}

function latency() {
  const urgent = new TaskQueue({ latency: 0 });
  const order = [];
  for (let i = 0; i < 20; i++) spawn(() => order.push('batch'));
  spawnWith({ queue: urgent }, () => {
    order.push('urgent');
    spawn(() => order.push('child of urgent')); // is in its queue
  });
  settle();
  assert.deepStrictEqual(order.slice(0, 3), ['urgent', 'child of urgent', 'batch']);
  assert.strictEqual(order.length, 22);
  // For a while, with run().
  const log = [];
  const visitor = spawn(() => {
    const parks = urgent.run(() => {
      for (let i = 0; i < 20; i++) spawnWith({ queue: new TaskQueue() }, () => log.push('batch'));
      sleep(0);
      return log.length;
    });
    assert.strictEqual(parks, 0);
  });
  visitor.get();
}

function yielding() {
  sleep(0); // a fresh step of the hub
  idle();
  // The slice has just begun, no fiber waits: it does not park.
  assert.deepStrictEqual(
    parksOf(() => assert.strictEqual(yieldIfNeeded(), false)),
    [],
  );
  // The slice is used up.
  assert.deepStrictEqual(parksOf(() => (spin(hub.slice + 1), assert.strictEqual(yieldIfNeeded(), true))), ['yieldIfNeeded']); // prettier-ignore
  // An urgent fiber waits.
  idle();
  const urgent = new TaskQueue({ latency: 0 });
  const ran = [];
  spawnWith({ queue: urgent }, () => ran.push('urgent'));
  assert.strictEqual(yieldIfNeeded(), true);
  assert.deepStrictEqual(ran, ['urgent']);
  idle();
  spawnWith({ priority: 1 }, () => ran.push('prior'));
  assert.strictEqual(yieldIfNeeded(), true);
  assert.deepStrictEqual(ran, ['urgent', 'prior']);
  // I/O and timers get their turn while a fiber computes and yields when needed.
  let fired = false;
  setTimeout(() => (fired = true), 1);
  for (let i = 0; !fired && i < 1e6; i++) (spin(0.1), yieldIfNeeded());
  assert.ok(fired);
}

/** No failure is taken for unobserved because its observer stands in another line. */
function observers() {
  const slow = new TaskQueue({ shares: 1 });
  const failing = spawn(() => {
    throw new Error('observed late');
  });
  const observer = spawnWith({ queue: slow, priority: -5 }, () => assert.throws(() => failing.get(), /observed late/));
  for (let i = 0; i < 10; i++) spawn(() => spin(0.1));
  observer.get();
}

passes(async () => {
  assert.strictEqual(yieldIfNeeded(), false);
  for (const test of [fair, priorities, shares, latency, yielding, observers]) await spawn(test);
  for (const shares of [0, -1, NaN, '1']) assert.throws(() => new TaskQueue({ shares }), code('INVALID_ARG'));
  assert.throws(() => new TaskQueue({ latency: -1 }), code('INVALID_ARG'));
  for (const options of [null, { queue: {} }, { priority: 'high' }, { priority: NaN }]) {
    assert.throws(() => spawnWith(options, () => {}), code('INVALID_ARG'));
  }
  assert.throws(() => new TaskQueue().run(() => {}), code('NOT_IN_FIBER'));
});
