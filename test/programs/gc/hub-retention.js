// it: a fiber that has ended holds its result and nothing else: not its arguments, function, store, joiners or timers
// flags: --expose-gc
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawn, spawnLater, idle, sleep, wait, joinAll, killAll, withTimeout } = require('greenpatch/api');
const { live } = require('../../../dist/hub');
const { gate, settle, thrown } = require('../hub/support/kit');

const store = new AsyncLocalStorage();
const pending = new Promise(() => {});
const kept = []; // handles of fibers that have ended
const refs = {}; // what must be gone although they are kept

/** Remembers an object weakly. Made in a function of its own, so that no variable of a test holds it. */
function weak(name, object = { name }) {
  refs[name] = new WeakRef(object);
  return object;
}

function make() {
  store.run(weak('store'), () => kept.push(spawn((given) => given && idle(), weak('argument'))));
  const captured = weak('captured');
  kept.push(spawn(() => captured && sleep(1)));
  kept.push(spawn(weak('function', () => sleep(1))));
  const killed = spawn((given) => given && gate().pass(), weak('argument of a killed one'));
  const unstarted = spawnLater(
    60_000,
    weak('function of an unstarted one', () => {}),
    weak('argument of an unstarted one'),
  );
  kept.push(killed, unstarted);
  idle();
  killAll([killed, unstarted], weak('reason of a kill, swallowed by nobody') && 'reason');
  const linked = spawn(() => idle());
  linked.link(weak('link', () => {}));
  linked.then(weak('then', () => {}));
  kept.push(linked);
}

function survive(kills) {
  for (let n = 0; n < kills; n++) {
    try {
      gate().pass();
    } catch {
      // and on
    }
  }
}

/** Joins that gave up leave nothing with the fiber, which goes on. */
function giveUp(parked, stubborn) {
  const joiner = (name, fn) => weak(name, spawn(fn));
  const joiners = [
    joiner('joined in vain', () => parked.join(1)),
    joiner('got in vain', () => thrown(() => parked.get(1))),
    joiner('waited in vain', () => thrown(() => wait(parked, { timeout: 1 }))),
    joiner('waited for a promise in vain', () => thrown(() => wait(pending, { timeout: 1 }))),
    joiner('joined all in vain', () => joinAll([parked, parked], { timeout: 1 })),
    joiner('killed in vain', () => stubborn.kill('reason', { timeout: 1 })),
    joiner('killed all in vain', () => killAll([stubborn], 'reason', { timeout: 1 })),
    joiner('timed out', () => thrown(() => withTimeout(1, () => parked.join()))),
  ];
  const callback = weak('unlinked', () => {});
  parked.link(callback);
  parked.unlink(callback);
  joinAll(joiners, { raiseError: true });
}

spawn(function main() {
  const door = gate();
  const parked = spawn(() => door.pass());
  spawn(make).get();
  const stubborn = spawn(survive, 3);
  spawn(giveUp, parked, stubborn).get();
  joinAll(kept);
  settle();
  setTimeout(() => {
    gc();
    const alive = Object.keys(refs).filter((name) => refs[name].deref() !== undefined);
    assert.deepStrictEqual(alive, []);
    assert.strictEqual(live.size, 3);
    stubborn.kill();
    door.open();
  }, 5);
  parked.join();
  setImmediate(() => {
    assert.strictEqual(live.size, 0);
    console.log('ok');
  });
});
