// it: invariant 8: a rejection that is never handled is reported once, after the code that made it has ended; rejectionHandled follows
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const kit = require('./support/kit');

const reported = [];
const handled = [];
process.on('unhandledRejection', (reason, promise) => reported.push({ message: reason.message, promise }));
process.on('rejectionHandled', (promise) => handled.push(promise));
process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(9);
});
const messages = () => reported.map(({ message }) => message);
const looped = () => {
  let over = false;
  kit.loop(() => (over = true));
  kit.until(() => over);
};

// Made before and after a park, in jobs, ticks and callbacks.
const entries = {
  job: (run) => queueMicrotask(run),
  'async function': async (run) => (await null, run()),
  tick: (run) => process.nextTick(run),
  timer: (run) => setTimeout(run, 1),
  immediate: (run) => setImmediate(run),
  callback: (run) => require('node:fs').stat('/', run),
};
for (const [name, entry] of Object.entries(entries)) {
  const door = kit.door(name);
  const promises = {};
  let ended = false;
  entry(() => {
    promises.before = Promise.reject(new Error(`${name}, before`));
    door.pass();
    promises.after = Promise.reject(new Error(`${name}, after`));
    ended = true;
  });
  kit.until(() => door.waiting === 1);
  // An unrelated rejection is reported meanwhile.
  setImmediate(() => Promise.reject(new Error('of somebody else')));
  kit.until(() => reported.length > 0);
  looped();
  assert.deepStrictEqual(messages(), ['of somebody else'], `${name}: not before it has ended`);
  reported.length = 0;
  door.open();
  kit.until(() => ended && reported.length === 2, `${name}: ${messages()}`);
  looped();
  assert.deepStrictEqual(messages(), [`${name}, before`, `${name}, after`]);
  assert.deepStrictEqual(
    reported.map(({ promise }) => promise),
    [promises.before, promises.after],
  );
  assert.deepStrictEqual(handled, []);
  promises.before.catch(() => {});
  kit.until(() => handled.length === 1);
  looped();
  assert.deepStrictEqual(handled.splice(0), [promises.before]);
  reported.length = 0;
}

// An async function that parks, and fails.
const failing = (async () => {
  await null;
  const door = kit.door();
  setImmediate(door.open);
  door.pass();
  throw new Error('parked and failed');
})();
kit.until(() => reported.length === 1);
looped();
assert.deepStrictEqual(reported, [{ message: 'parked and failed', promise: failing }]);
console.log('ok');
