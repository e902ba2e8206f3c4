// it: while a fiber is parked inside a native callback scope, ticks, promise jobs and timers of all others go on
// The trap: Node drains no ticks while a scope is open, and a parked one stays open.
'use strict';
const assert = require('assert');
const { executionAsyncId } = require('async_hooks');
const { spawn, sleep, wait, joinAll } = require('greenpatch/api');
const { native, napi } = require('../../fixtures/addons');

const ways = {
  makeCallback: native.makeCallback,
  makeCallbackWithIds: native.makeCallbackWithIds,
  callbackScope: native.callbackScope,
  napiMakeCallback: napi.makeCallback,
  napiCallbackScope: napi.callbackScope,
};
/** So much of each kind must get done while the fiber is parked in its scope; it gives up after so many rounds. */
const ENOUGH = 5;
const MOST_ROUNDS = 400;

/** What the rest of the program gets done while `parked` is parked: each kind in a chain of its own. */
function others(until) {
  const done = { ticks: 0, jobs: 0, timers: 0, immediates: 0 };
  const tick = () => until() || (done.ticks++, setTimeout(() => process.nextTick(tick), 1));
  const timer = () => until() || (done.timers++, setTimeout(timer, 1));
  const immediate = () => until() || (done.immediates++, setImmediate(immediate));
  process.nextTick(tick);
  setTimeout(timer, 1);
  setImmediate(immediate);
  (async () => {
    while (!until()) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await null;
      done.jobs++;
    }
  })();
  return done;
}

async function test(name, call) {
  let over = false;
  const log = [];
  const fiber = spawn(() => {
    const id = executionAsyncId();
    const value = call(() => {
      for (let n = 0; n < MOST_ROUNDS && Object.values(done).some((count) => count < ENOUGH); n++) sleep(5);
      const inside = executionAsyncId();
      sleep(1);
      assert.strictEqual(executionAsyncId(), inside, 'async ids inside the scope change over a park');
      process.nextTick(() => log.push('own tick'));
      Promise.resolve().then(() => log.push('own job'));
      return name;
    });
    over = true;
    assert.strictEqual(executionAsyncId(), id, 'async ids differ after the scope');
    wait(new Promise((resolve) => setImmediate(resolve)));
    assert.deepStrictEqual([...log].sort(), ['own job', 'own tick']);
    return value;
  });
  const done = others(() => over);
  assert.strictEqual(await fiber, name);
  for (const [kind, count] of Object.entries(done)) {
    assert.ok(count >= ENOUGH, `${name}: only ${count} ${kind} got done meanwhile`);
  }
}

(async () => {
  for (const [name, call] of Object.entries(ways)) await test(name, call);

  // Many at once, closed out of order. Not Node-API's explicit scopes: those must be closed in order, Node asserts it.
  const fibers = [];
  let round = 0;
  for (const call of Object.values(ways).filter((way) => way !== napi.callbackScope)) {
    for (let i = 0; i < 10; i++) {
      const ms = (round++ * 7) % 23;
      const fiber = spawn(() =>
        call(() => {
          sleep(ms);
          // What leaves a C++ CallbackScope is uncaught, in plain Node too.
          if (ms % 5 === 4 && call !== native.callbackScope) throw new Error(`failed ${ms}`);
          return call(() => {
            sleep(ms / 2);
            return ms;
          });
        }),
      );
      fiber.then(undefined, () => {}); // some fail before they are joined
      fibers.push(fiber);
    }
  }
  let joined = false;
  spawn(() => {
    joinAll(fibers);
    joined = true;
  });
  while (!joined) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const fiber of fibers) {
    if (fiber.state === 'failed') await assert.rejects(Promise.resolve(fiber), /failed/);
    else assert.strictEqual(fiber.state, 'done');
  }
  // Ticks are drained by Node itself again.
  await new Promise((resolve) => setTimeout(() => process.nextTick(resolve), 1));
  console.log('ok');
})();
