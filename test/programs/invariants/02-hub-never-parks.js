// it: invariant 2: on the hub every call that parks throws ERR_GREENPATCH_NOT_IN_FIBER, says what to do, and begins nothing
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { gate, code } = require('../hub/support/kit');

const door = gate();
const parked = api.spawn(() => door.pass());
const parked2 = api.spawn(() => door.pass());
const never = () => assert.fail('began something');
const thenable = { then: never };

const calls = {
  sleep: () => api.sleep(1),
  'sleep(0)': () => api.sleep(0),
  idle: () => api.idle(),
  'wait for a promise': () => api.wait(Promise.resolve(1)),
  'wait for a thenable': () => api.wait(thenable, { timeout: 5, signal: new AbortController().signal }),
  'wait for a fiber': () => api.wait(parked),
  join: () => parked.join(),
  'join with a timeout': () => parked.join(5),
  get: () => parked.get(),
  joinAll: () => api.joinAll([parked, parked2], { timeout: 5 }),
  withTimeout: () => api.withTimeout(5, never),
  park: () => park({ what: 'a test', start: never }),
};

let places = 0;
function everywhere(place) {
  places++;
  assert.strictEqual(api.inFiber(), false);
  assert.strictEqual(api.currentFiber(), null);
  for (const [name, call] of Object.entries(calls)) {
    assert.throws(
      call,
      { ...code('NOT_IN_FIBER'), message: /on the hub.*Call it inside a fiber: spawn/ },
      `${name}, ${place}`,
    );
  }
}

everywhere('in the main module');
queueMicrotask(() => everywhere('in a promise job'));
process.nextTick(() => everywhere('in a tick'));
setTimeout(() => everywhere('in a timer'), 1);
require('node:fs').stat(__filename, () => everywhere('in an I/O callback'));
(async () => {
  await null;
  everywhere('in an async function');
  await new Promise(setImmediate);
  everywhere('in an immediate');
  assert.strictEqual(parked.state, 'parked');
  assert.strictEqual(parked2.kill(), false, 'kill on the hub asks, and does not wait');
  assert.strictEqual(parked2.state, 'ready');
  api.killAll([parked]);
  assert.strictEqual(parked.state, 'ready');
})();
process.on('exit', () => {
  assert.strictEqual(places, 7);
  assert.deepStrictEqual([parked.state, parked2.state], ['killed', 'killed']);
  console.log('ok');
});
