// it: fibers and threads that wait at one place are woken in their order, each once and counted; on the hub of a worker Atomics.wait blocks it truly
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const { spawn, idle, sleep, wait, joinAll } = require('greenpatch');

/** A worker, and how to wait for its next message. */
function start(code, workerData) {
  const worker = new Worker(code, { eval: true, execArgv: [], workerData });
  const inbox = [];
  worker.on('message', (message) => inbox.push(message));
  const receive = () => {
    while (inbox.length === 0) wait(once(worker, 'message'));
    return inbox.shift();
  };
  return { worker, inbox, receive, end: () => wait(worker.terminate()) };
}

const MEMORY = {
  fixed: () => new SharedArrayBuffer(64),
  growable: () => new SharedArrayBuffer(64, { maxByteLength: 128 }),
  wasm: () => new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true }).buffer,
};
const waitsTwice = `
  const { parentPort, workerData: { cell } } = require('node:worker_threads');
  const wait = () => Atomics.waitAsync(cell, 0, cell[0]).value.then(() => parentPort.postMessage('woken'));
  parentPort.on('message', () => (wait(), parentPort.postMessage('waiting')));`;

// In turn: fiber, thread, fiber, thread, fiber. One notification wakes the one who has waited longest.
for (const make of Object.values(MEMORY)) {
  for (const Kind of [Int32Array, BigInt64Array]) {
    const cell = new Kind(make());
    const zero = cell[0];
    const { worker, receive, inbox, end } = start(waitsTwice, { cell });
    const order = [];
    const fiber = (name) => spawn(() => order.push([name, Atomics.wait(cell, 0, zero)]));
    const fibers = [];
    for (const name of ['a', 'b', 'c']) {
      fibers.push(fiber(name));
      idle();
      if (name === 'c') break;
      worker.postMessage('wait');
      assert.strictEqual(receive(), 'waiting');
    }
    for (const [i, next] of fibers.entries()) {
      assert.strictEqual(Atomics.notify(cell, 0, 1), 1);
      next.join();
      assert.deepStrictEqual(order[i], ['abc'[i], 'ok']);
      assert.deepStrictEqual([order.length, inbox.length], [i + 1, 0], 'nobody else');
      if (i === 2) break;
      assert.strictEqual(Atomics.notify(cell, 0, 1), 1);
      assert.strictEqual(receive(), 'woken');
      assert.strictEqual(order.length, i + 1);
    }
    assert.strictEqual(Atomics.notify(cell, 0), 0);
    end();
  }
}

// Memory of WebAssembly that grows while a fiber waits in it: the new buffer is the same memory.
{
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true });
  const before = new Int32Array(memory.buffer);
  const waiter = spawn(() => Atomics.wait(before, 3, 0));
  idle();
  memory.grow(1);
  assert.notStrictEqual(memory.buffer, before.buffer);
  assert.strictEqual(Atomics.notify(new Int32Array(memory.buffer), 3), 1);
  assert.strictEqual(waiter.get(), 'ok');
}

// Threads that truly stop, mixed with fibers: each is woken once, and each was counted once.
{
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const blocked = `
    const { parentPort, workerData: { cell } } = require('node:worker_threads');
    parentPort.postMessage(Atomics.wait(cell, 0, 0));`;
  const threads = Array.from({ length: 3 }, () => start(blocked, { cell }));
  const fibers = Array.from({ length: 50 }, () => spawn(() => Atomics.wait(cell, 0, 0)));
  idle();
  let counted = 0;
  while (counted < 53) {
    const woken = Atomics.notify(cell, 0, 4);
    assert.ok(woken <= 4);
    counted += woken;
    if (woken === 0) sleep(1); // a thread is still starting
  }
  joinAll(fibers, { raiseError: true });
  assert.deepStrictEqual(new Set(fibers.map((fiber) => fiber.get())), new Set(['ok']));
  assert.deepStrictEqual(
    threads.map(({ receive }) => receive()),
    ['ok', 'ok', 'ok'],
  );
  assert.strictEqual(Atomics.notify(cell, 0), 0);
}

// A worker with greenpatch: in a fiber it parks; on its hub nothing else runs meanwhile.
{
  const api = path.resolve(__dirname, '../../../dist/api.js');
  const code = `
    const { parentPort, workerData: { cell, api } } = require('node:worker_threads');
    const { patch, isPatched, spawn, inFiber } = require(api);
    patch();
    let others = 0;
    const count = () => { others++; again = setImmediate(count); };
    let again = setImmediate(count);
    const run = (index) => { const before = others; return [inFiber(), Atomics.wait(cell, index, 0), others > before]; };
    const onHub = [inFiber(), Atomics.wait(cell, 0, 0), others];
    spawn(() => {
      const parked = run(1);
      clearImmediate(again);
      parentPort.postMessage([isPatched('Atomics', 'wait'), onHub, parked]);
    });`;
  const cell = new Int32Array(new SharedArrayBuffer(8));
  const { receive } = start(code, { cell, api });
  for (const index of [0, 1]) while (Atomics.notify(cell, index) === 0) sleep(1);
  assert.deepStrictEqual(receive(), [true, [false, 'ok', 0], [true, 'ok', true]]);
}
console.log('ok');
