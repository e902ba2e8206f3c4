// it: an async function is in its caller's fiber up to its first await, and in one of the promise jobs' after it; wait() works there
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, wait, sleep, joinAll, currentFiber, inFiber } = require('greenpatch');
const kit = require('./support/kit');

async function work(own, room, n) {
  assert.strictEqual(currentFiber(), own);
  sleep(1);
  assert.strictEqual(currentFiber(), own);
  await null;
  assert.ok(inFiber());
  assert.notStrictEqual(currentFiber(), own);
  const job = currentFiber();
  assert.strictEqual(job.name, 'promise jobs');
  room.attend();
  assert.strictEqual(currentFiber(), job);
  // A straight line inside an async function.
  assert.strictEqual(wait(new Promise((resolve) => setTimeout(resolve, 1, n))), n);
  assert.strictEqual(spawn(() => (sleep(1), n * 2)).get(), n * 2);
  // What it waits for may be a job that is queued behind it.
  const behind = Promise.resolve().then(() => n * 3);
  assert.strictEqual(wait(behind), n * 3);
  return n * 4;
}

const room = kit.meeting(10);
const fibers = Array.from({ length: 10 }, (_, n) => spawn(() => wait(work(currentFiber(), room, n))));
joinAll(fibers, { raiseError: true });
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.get()),
  Array.from({ length: 10 }, (_, n) => n * 4),
);
assert.strictEqual(room.most, 10);

// A fiber that begins while a job is parked, and jobs that wait for each other in a chain.
const doors = Array.from({ length: 20 }, () => kit.door());
const chain = doors.map(async (door, n) => {
  await null;
  door.pass();
  doors[n + 1]?.open();
  return n;
});
doors[0].open();
assert.strictEqual(wait(Promise.all(chain)).length, 20);
console.log('ok');
