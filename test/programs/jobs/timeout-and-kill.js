// it: invariant 6: a timeout or a kill ends the wait of one async function, which rejects; the jobs beside it go on
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait, withTimeout, currentFiber } = require('greenpatch');
const { code } = require('../hub/support/kit');
const kit = require('./support/kit');

const never = kit.door('never');
const beside = kit.door('beside');
const log = [];

const neighbour = (async () => {
  await null;
  return beside.pass('neighbour');
})();
const late = (async () => {
  await null;
  try {
    withTimeout(20, () => never.pass());
  } finally {
    log.push('cleaned up');
  }
})();
assert.throws(() => wait(late), code('TIMEOUT'));
assert.deepStrictEqual(log, ['cleaned up']);

let victim;
const killed = (async () => {
  await null;
  victim = currentFiber();
  queueMicrotask(() => log.push('behind'));
  try {
    never.pass();
  } catch (error) {
    log.push(error.code);
    throw error;
  }
})();
killed.catch(() => {}); // it is waited for later
kit.until(() => victim?.state === 'parked');
assert.strictEqual(log.at(-1), 'behind');
assert.strictEqual(victim.kill(), true);
assert.throws(() => wait(killed), code('KILLED'));
assert.strictEqual(log.at(-1), 'ERR_GREENPATCH_KILLED');

// Jobs go on as ever, and so does the one beside.
assert.strictEqual(wait(Promise.resolve(1).then((n) => n + 1)), 2);
beside.open();
assert.strictEqual(wait(neighbour), 'neighbour');
console.log('ok');
