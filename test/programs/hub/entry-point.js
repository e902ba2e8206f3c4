// it: an entry point that does not park is a plain call; one that does returns undefined and goes on as a fiber
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawn, idle, sleep, inFiber, currentFiber } = require('greenpatch/api');
const { runEntry, live } = require('../../../dist/hub');
const { gate, thrown } = require('./support/kit');

const receiver = {};
const log = [];
function entry(...args) {
  assert.strictEqual(this, receiver);
  assert.strictEqual(inFiber(), true);
  assert.strictEqual(currentFiber().name, 'a request');
  return args;
}
const given = [1, { two: 2 }];
const returned = runEntry('a request', entry, receiver, given);
assert.deepStrictEqual(returned, given);
assert.strictEqual(returned[1], given[1]);
assert.strictEqual(currentFiber(), null);
assert.strictEqual(live.size, 0);
for (const what of [new Error('thrown'), undefined, 0, 'text']) {
  const fails = () => {
    throw what;
  };
  assert.strictEqual(
    thrown(() => runEntry('a request', fails, undefined, [])),
    what,
  );
}

// Its context is that of the call; and it may hand itself to others.
const store = new AsyncLocalStorage();
store.run('a store', () => runEntry('a request', () => log.push(store.getStore()), undefined, []));
let seen;
runEntry('a request', () => (seen = currentFiber()), undefined, []).link((fiber) => log.push(`linked ${fiber.state}`));
const promised = runEntry('a request', () => ({ promise: currentFiber().then((value) => value) }), undefined, []);
assert.strictEqual(seen.state, 'done');
assert.strictEqual(seen.name, 'a request');

// In a fiber it is a plain call, to any depth.
spawn(function main() {
  const me = currentFiber();
  const inside = () => (assert.strictEqual(currentFiber(), me), idle(), 'plain');
  assert.strictEqual(
    runEntry('nested', () => runEntry('deeper', inside, undefined, []), undefined, []),
    'plain',
  );
  assert.strictEqual(me.name, 'main');

  setImmediate(() => {
    const door = gate();
    let fiber;
    const parks = (n) => ((fiber = currentFiber()), log.push(`parks ${n}`), door.pass());
    assert.strictEqual(runEntry('a request', parks, undefined, [1]), undefined);
    assert.strictEqual(fiber.state, 'parked');
    log.push('the hub goes on');
    // Many at once, each on top of the hub, in the order of their events.
    for (let n = 0; n < 5; n++) runEntry('a request', () => (sleep(0), log.push(`request ${n}`)), undefined, []);
    door.open('result');
    spawn(() => {
      assert.strictEqual(fiber.get(), 'result');
      idle();
      assert.deepStrictEqual(log, [
        'a store',
        'linked done',
        'parks 1',
        'the hub goes on',
        'request 0',
        'request 1',
        'request 2',
        'request 3',
        'request 4',
      ]);
      promised.promise.then((value) => {
        assert.strictEqual(value, promised);
        console.log('ok');
      });
    });
  });
});
