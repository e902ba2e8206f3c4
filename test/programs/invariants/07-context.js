// it: invariant 7: a fiber starts with its spawner's AsyncLocalStorage store and keeps its own across every kind of park
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawn, spawnLater, sleep, idle, wait, joinAll, killAll, withTimeout } = require('greenpatch/api');
const { gate, thrown } = require('../hub/support/kit');

const user = new AsyncLocalStorage();
const request = new AsyncLocalStorage();

/** Every way to park and to be woken, some of them from another context. */
const parks = {
  sleep: () => sleep(1),
  'sleep(0)': () => sleep(0),
  idle: () => idle(),
  'promise of another context': () => user.run('other', () => wait(new Promise((done) => setTimeout(done, 1)))),
  'rejected promise': () => assert.throws(() => wait(user.run('other', () => Promise.reject(new Error('no')))), /no/),
  'woken by another fiber': () => {
    const door = gate();
    user.run('of the waker', () => spawnLater(1, () => door.open()));
    door.pass();
  },
  join: () => user.run('of the joined', () => spawn(sleep, 1)).join(),
  joinAll: () => joinAll([spawn(idle), spawn(idle)]),
  timeout: () => assert.throws(() => withTimeout(1, () => sleep(10_000)), { code: 'ERR_GREENPATCH_TIMEOUT' }),
  abort: () => {
    const signal = AbortSignal.timeout(1);
    const keep = setTimeout(() => {}, 1000);
    assert.strictEqual(
      thrown(() => wait(new Promise(() => {}), { signal })),
      signal.reason,
    );
    clearTimeout(keep);
  },
  kill: () => killAll(['x', 'y'].map((name) => user.run(name, () => spawn(sleep, 10_000)))),
};

function body(name) {
  assert.strictEqual(user.getStore(), name);
  const mine = { name };
  request.run(mine, () => {
    for (const [what, parkOnce] of Object.entries(parks)) {
      parkOnce();
      assert.strictEqual(user.getStore(), name, what);
      assert.strictEqual(request.getStore(), mine, what);
    }
  });
  assert.strictEqual(request.getStore(), undefined);
  user.enterWith(`${name}, changed`);
  idle();
  assert.strictEqual(user.getStore(), `${name}, changed`);
  const child = spawn(() => (idle(), user.getStore()));
  const reaction = Promise.resolve().then(() => user.getStore());
  user.enterWith(`${name}, changed again`);
  assert.strictEqual(child.get(), `${name}, changed`);
  assert.strictEqual(wait(reaction), `${name}, changed`);
  return user.getStore();
}

const names = Array.from({ length: 10 }, (_, n) => `user ${n}`);
const fibers = names.map((name) => user.run(name, () => spawn(body, name)));
assert.strictEqual(user.getStore(), undefined);
user.enterWith('of the hub');
const last = spawn(() => {
  assert.strictEqual(user.getStore(), 'of the hub');
  const results = joinAll(fibers, { raiseError: true }).map((fiber) => fiber.get());
  assert.deepStrictEqual(
    results.sort(),
    names.map((name) => `${name}, changed again`),
  );
  user.enterWith('of the last fiber');
});
last.then(() => {
  assert.strictEqual(user.getStore(), 'of the hub', 'nothing leaks from a fiber to the hub');
  setImmediate(() => {
    assert.strictEqual(user.getStore(), 'of the hub');
    console.log('ok');
  });
});
