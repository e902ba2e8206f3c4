// it: fibers in Atomics.wait are woken in order, by other fibers and by other threads; the loop stays alive meanwhile
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { spawn, idle, joinAll, isPatched } = require('greenpatch');

assert.ok(isPatched('Atomics', 'wait'));
const cell = new Int32Array(new SharedArrayBuffer(8));
const order = [];
const waiter = (name) => spawn(() => order.push([name, Atomics.wait(cell, 0, 0)]));

const three = ['a', 'b', 'c'].map(waiter);
idle();
assert.strictEqual(Atomics.notify(cell, 0, 2), 2);
three[1].join();
assert.deepStrictEqual(order, [
  ['a', 'ok'],
  ['b', 'ok'],
]);
assert.strictEqual(three[2].state, 'parked');

// Killed, it no longer counts; a notification that reaches it nevertheless goes on to the next.
const [killed, next] = [waiter('killed'), waiter('next')];
idle();
assert.strictEqual(Atomics.notify(cell, 0, 1), 1);
three[2].join();
killed.kill();
assert.strictEqual(killed.state, 'killed');
Atomics.notify(cell, 0, 1);
next.join();
assert.deepStrictEqual(order.slice(2), [
  ['c', 'ok'],
  ['next', 'ok'],
]);

// Another thread, while nothing else holds the event loop open.
const code = `const { cell } = require('node:worker_threads').workerData;
  while (Atomics.notify(cell, 1) === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);`;
const worker = new Worker(code, { eval: true, execArgv: [], workerData: { cell } });
worker.unref();
assert.strictEqual(Atomics.wait(cell, 1, 0), 'ok');

// Many at once, each with its own time.
const times = Array.from({ length: 200 }, (_, i) => 1 + (i % 20));
const sleepers = times.map((ms) => spawn(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)));
joinAll(sleepers, { raiseError: true });
assert.ok(sleepers.every((fiber) => fiber.get() === 'timed-out'));
console.log('ok');
