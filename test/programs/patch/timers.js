// it: callbacks of timers are entry points: each runs in a fiber of its own, may block, and gets its arguments and its timer
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const timers = require('node:timers');
const { promisify } = require('node:util');
const { inFiber, currentFiber, isPatched, original, sleep } = require('greenpatch');
const { gate } = require('../hub/support/kit');
const { turns } = require('./support/kit');

// What others look at is as it was.
for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
  assert.ok(isPatched('timers', name));
  assert.strictEqual(globalThis[name], timers[name]);
  assert.notStrictEqual(timers[name], original('timers', name));
  assert.strictEqual(timers[name].name, name);
  assert.strictEqual(timers[name].length, original('timers', name).length);
  assert.throws(() => timers[name]('text'), { code: 'ERR_INVALID_ARG_TYPE' });
}
assert.strictEqual(setTimeout[promisify.custom], timers.promises.setTimeout);
assert.strictEqual(setImmediate[promisify.custom], timers.promises.setImmediate);

sleep(0); // start-up is over: what blocks parks from now on
const door = gate();
const log = [];
const timer = setTimeout(
  function (...args) {
    log.push(['timeout', inFiber(), currentFiber().name, this === timer, args]);
    door.pass();
    log.push('timeout went on');
  },
  1,
  'a',
  'b',
);
const immediate = setImmediate(function (...args) {
  log.push(['immediate', inFiber(), currentFiber().name, this === immediate, args]);
  turns();
  log.push('immediate went on');
}, 'c');
while (log.length < 3) turns(1);
assert.deepStrictEqual(log.splice(0).sort(), [
  'immediate went on',
  ['immediate', true, 'setImmediate', true, ['c']],
  ['timeout', true, 'setTimeout', true, ['a', 'b']],
]);
door.open();
while (log.length < 1) turns(1);
assert.deepStrictEqual(log.splice(0), ['timeout went on']);

// They can be taken back, and kept from holding the loop open.
clearTimeout(setTimeout(assert.fail, 1));
clearImmediate(setImmediate(assert.fail));
clearInterval(setInterval(assert.fail, 1));
setTimeout(assert.fail, 3_600_000).unref();
assert.ok(setTimeout(() => {}, 1).hasRef());
const again = setTimeout(() => log.push('again'), 1);
while (log.length < 1) turns(1);
again.refresh();
while (log.length < 2) turns(1);

// In a fiber's own callback: nested timers, and what a callback throws after it has parked.
process.once('uncaughtException', (error, origin) => {
  assert.deepStrictEqual([error.message, origin], ['late', 'uncaughtException']);
  console.log('ok');
});
setTimeout(() => {
  turns();
  setImmediate(() => {
    turns();
    throw new Error('late');
  });
}, 1);
