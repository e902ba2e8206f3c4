// it: a notification that reaches a fiber killed in Atomics.wait goes on to who still waits, in this thread or another; places of killed ones do not pile up
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const { spawn, idle, wait, withTimeout } = require('greenpatch');
const { settle } = require('../hub/support/kit');

const make = () => new Int32Array(new SharedArrayBuffer(16));
/** A fiber that waits; `woken` gets its name. */
function waiter(cell, woken, name, timeout) {
  const fiber = spawn(() => woken.push([name, Atomics.wait(cell, 0, 0, timeout)]));
  settle(1);
  assert.strictEqual(fiber.state, 'parked');
  return fiber;
}
/** A fiber that was killed while it waited. */
const dead = (cell, timeout) => waiter(cell, [], 'dead', timeout).kill();
const names = (woken) => woken.map(([name]) => name);

// Alone: the place is counted, the notification reaches no fiber, and is not kept for a later one.
for (const timeout of [undefined, 1e9]) {
  const cell = make();
  dead(cell, timeout);
  assert.strictEqual(Atomics.notify(cell, 0), 1);
  settle();
  assert.strictEqual(Atomics.notify(cell, 0), 0);
  const woken = [];
  const later = waiter(cell, woken, 'later');
  settle();
  assert.deepStrictEqual(woken, []);
  assert.strictEqual(Atomics.notify(cell, 0), 1);
  later.join();
}

// Before others: those who wait are woken in their order, one for each notification.
for (const timeout of [undefined, 1e9]) {
  const cell = make();
  const woken = [];
  dead(cell, timeout);
  const first = waiter(cell, woken, 'first');
  dead(cell, timeout);
  const second = waiter(cell, woken, 'second', 1e9);
  const third = waiter(cell, woken, 'third');
  assert.strictEqual(Atomics.notify(cell, 0, 1), 1);
  first.join();
  settle();
  assert.deepStrictEqual(names(woken), ['first']);
  assert.strictEqual(Atomics.notify(cell, 0, 2), 2);
  second.join();
  third.join();
  assert.deepStrictEqual([...names(woken)].sort(), ['first', 'second', 'third']);
}

// Killed in the instant in which it was notified.
{
  const cell = make();
  const woken = [];
  const [victim, next] = [waiter(cell, woken, 'victim'), waiter(cell, woken, 'next')];
  assert.strictEqual(Atomics.notify(cell, 0, 1), 1);
  victim.kill();
  assert.strictEqual(victim.state, 'killed');
  next.join();
  assert.deepStrictEqual(woken, [['next', 'ok']]);
}

// A fiber takes over the place of a killed one, so counts are right again, and waits with a limit of their own do not add up.
{
  const cell = make();
  const giveUp = () => {
    for (let i = 0; i < 500; i++) {
      assert.throws(() => withTimeout(0, () => Atomics.wait(cell, 0, 0)), { code: 'ERR_GREENPATCH_TIMEOUT' });
    }
  };
  giveUp();
  assert.strictEqual(Atomics.notify(cell, 0), 1, 'they had one place between them');
  settle();
  giveUp();
  const woken = [];
  const heirs = ['heir', 'other', 'last'].map((name) => waiter(cell, woken, name));
  assert.strictEqual(Atomics.notify(cell, 0, 1), 1);
  heirs[0].join();
  assert.strictEqual(Atomics.notify(cell, 0), 2);
  heirs[2].join();
  assert.deepStrictEqual(names(woken), ['heir', 'other', 'last']);
  assert.strictEqual(Atomics.notify(cell, 0), 0);
}

// The comparison still takes place, and other places in the same memory are others.
{
  const cell = make();
  dead(cell);
  Atomics.store(cell, 0, 5);
  assert.strictEqual(Atomics.wait(cell, 0, 0), 'not-equal');
  const elsewhere = spawn(() => Atomics.wait(cell, 1, 0));
  idle();
  assert.strictEqual(Atomics.notify(cell, 1), 1);
  assert.strictEqual(elsewhere.get(), 'ok');
  const asBigint = spawn(() => Atomics.wait(new BigInt64Array(cell.buffer), 0, 5n, NaN));
  idle();
  assert.strictEqual(Atomics.notify(cell, 0), 1, 'the same place through another array');
  assert.strictEqual(asBigint.get(), 'ok');
}

// Another thread's waiters, behind two that were killed: as many as were notified are woken.
const code = `
  const { parentPort, workerData: { cell, count } } = require('node:worker_threads');
  const waits = Array.from({ length: count }, () => Atomics.waitAsync(cell, 0, 0).value);
  waits.forEach((wait, i) => wait.then(() => parentPort.postMessage(i)));
  parentPort.postMessage('waiting');
  parentPort.once('message', () => {});`;
for (const timeout of [undefined, 1e9]) {
  const cell = make();
  dead(cell, timeout);
  dead(cell, timeout);
  const worker = new Worker(code, { eval: true, execArgv: [], workerData: { cell, count: 4 } });
  const log = [];
  worker.on('message', (text) => log.push(text));
  const received = (count) => {
    while (log.length < count) wait(once(worker, 'message'));
  };
  received(1);
  assert.strictEqual(Atomics.notify(cell, 0, 3), 3);
  received(4);
  settle();
  assert.deepStrictEqual(log, ['waiting', 0, 1, 2], 'both were handed on');
  assert.strictEqual(Atomics.notify(cell, 0), 1);
  received(5);
  const exit = once(worker, 'exit');
  worker.postMessage('end');
  wait(exit);
}

// Their places and their times hold nothing open.
dead(make());
dead(make(), 1e9);
console.log('ok');
