// it: a stack overflow that is caught anywhere inside a wait, a wake or a spawn strands no other fiber: timers come, nothing handed over is lost
// timeout: 60000
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { spawn, spawnLater, sleep, idle, joinAll, wait, withTimeout, Channel, Semaphore, RLock, Condition, Event } = api;

/** Goes down as far as possible; on the way back each of the last frames makes the call. */
function descend(budget, call) {
  try {
    descend(budget, call);
  } catch (error) {
    assert.ok(error instanceof RangeError);
  }
  if (budget.left-- <= 0) return;
  try {
    call();
    budget.worked++;
  } catch (error) {
    assert.ok(error instanceof RangeError, error);
    budget.failed++;
  }
}

function near(call, frames = 150) {
  const budget = { left: frames, worked: 0, failed: 0 };
  for (let i = 0; i < 3; i++) call(); // compiled: V8 needs a lot of stack for that
  descend(budget, call);
  return budget;
}

const channel = new Channel(1000);
const line = new Semaphore(1);
const lock = new RLock();
const condition = new Condition();
const event = new Event();
let received = 0;
const cases = {
  sleep: () => sleep(0.5),
  sleepLong: () => wait(Promise.resolve(1), { timeout: 1000 }),
  idle: () => idle(),
  spawn: () => spawn(() => received++),
  spawnLater: () => spawnLater(1, () => received++),
  join: () => spawn(() => sleep(1)).join(),
  kill: () => spawn(() => sleep(1)).kill(),
  withTimeout: () => withTimeout(1000, () => sleep(0)),
  put: () => channel.put(1),
  semaphore: () => line.runExclusive(() => sleep(0)),
  lock: () => lock.runExclusive(() => sleep(0)),
  condition: () => {
    if (!condition.lock.held) condition.lock.acquire();
    condition.notify();
    condition.wait(0.1);
  },
  event: () => {
    event.set();
    event.clear();
  },
  readFile: () => require('node:fs').readFileSync(__filename),
  setTimeout: () => sleep(1),
};

function watched(call) {
  let ticks = 0;
  let got = 0;
  const ticking = Array.from({ length: 5 }, (_, n) =>
    spawn(() => {
      for (let i = 0; i < 10; i++) {
        sleep(n + 1);
        ticks++;
      }
    }),
  );
  const getter = spawn(() => {
    for (let item = channel.get(); item !== 'end'; item = channel.get()) got += item;
  });
  const waiters = Array.from({ length: 3 }, () => spawn(() => event.wait()));
  const contenders = Array.from({ length: 3 }, () =>
    spawn(() => {
      for (let i = 0; i < 10; i++) {
        line.runExclusive(() => sleep(0));
        lock.runExclusive(() => sleep(0));
      }
    }),
  );
  const deep = spawn(() => {
    idle(); // the others wait by now
    return near(call);
  });
  const budget = deep.get();
  if (condition.lock.locked()) assert.fail('the lock of a condition is held by a fiber that has ended');
  event.set();
  channel.put('end');
  joinAll([...ticking, getter, ...waiters, ...contenders], { raiseError: true });
  event.clear();
  assert.strictEqual(ticks, 50);
  return { ...budget, got };
}

spawn(function main() {
  for (const [name, call] of Object.entries(cases)) {
    const inIt =
      name === 'condition'
        ? () => {
            try {
              call();
            } finally {
              if (condition.lock.held) condition.lock.release();
            }
          }
        : call;
    for (let round = 0; round < 2; round++) {
      const { worked, failed, got } = watched(inIt);
      assert.ok(worked > 20, `${name}: ${worked} worked, ${failed} failed`);
      if (name === 'put') assert.strictEqual(got, worked + 3);
    }
  }
  assert.ok(received > 0);
  console.log('ok');
});
