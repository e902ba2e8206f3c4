// it: signals abort, and their listeners run, while jobs are parked; a listener may park; an aborted fetch of Node's rejects
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { setTimeout: delay } = require('node:timers/promises');
const events = require('node:events');
const { wait, withTimeout } = require('greenpatch');
const kit = require('../jobs/support/kit');

// A job that blocks until the signal's listener lets it go.
for (const make of [
  () => AbortSignal.timeout(5),
  aborted,
  () => AbortSignal.any([AbortSignal.timeout(5), new AbortController().signal]),
]) {
  const door = kit.door('a job');
  const keep = setTimeout(() => {}, 10_000); // a signal alone does not keep the process alive
  const result = (async () => {
    await null;
    const signal = make();
    let heard = 0;
    signal.addEventListener('abort', () => (heard++, door.open()));
    assert.strictEqual(signal.aborted, false);
    door.pass();
    assert.strictEqual(signal.aborted, true);
    return [heard, signal.reason.name];
  })();
  const [heard, name] = wait(result);
  clearTimeout(keep);
  assert.strictEqual(heard, 1);
  assert.match(name, /^(Timeout|Abort)Error$/);
}
function aborted() {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return controller.signal;
}

// Promises of Node that a signal ends, awaited by a job that blocks before and after.
const controller = new AbortController();
const room = kit.meeting(4);
const waiting = [
  () => delay(60_000, null, { signal: controller.signal }),
  () => events.once(new events.EventEmitter(), 'never', { signal: controller.signal }),
  () =>
    require('node:child_process').execFile('sleep', ['60'], { signal: controller.signal }, () => {}) &&
    delay(60_000, null, { signal: controller.signal }),
  () => require('node:fs/promises').readFile(__filename, { signal: AbortSignal.abort() }),
].map(async (begin) => {
  await null;
  room.attend();
  const promise = begin();
  promise.catch(() => {});
  const door = kit.door();
  kit.loop(door.open);
  door.pass();
  controller.abort();
  await assert.rejects(promise, { name: 'AbortError' });
  return 'ended';
});
assert.deepStrictEqual(wait(Promise.all(waiting)), Array(4).fill('ended'));
assert.strictEqual(room.most, 4);
assert.throws(() => withTimeout(5, () => wait(new Promise(() => {}))), { code: 'ERR_GREENPATCH_TIMEOUT' });
console.log('ok');
