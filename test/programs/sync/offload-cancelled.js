// it: a kill, a timeout and an abort stop the worker; work that has not begun is dropped; other work goes on
// env: GREENPATCH_OFFLOAD_THREADS=1
'use strict';
const assert = require('node:assert');
const { offload, spawn, sleep, wait, withTimeout } = require('greenpatch/api');

const counter = new Int32Array(new SharedArrayBuffer(4));
/** Turns for ever, and says so. */
const turning = (shared) => {
  for (;;) Atomics.add(shared, 0, 1);
};
const marking = (shared) => Atomics.store(shared, 0, -1000);

/** Parks until the worker is at work. */
function begun() {
  while (Atomics.load(counter, 0) <= 0) sleep(1);
}
/** The worker has been stopped: the counter stands still, however long one waits. */
function stopped() {
  for (let before; before !== (before = Atomics.load(counter, 0));) sleep(20);
  const now = Atomics.load(counter, 0);
  sleep(50);
  assert.strictEqual(Atomics.load(counter, 0), now);
}

const main = spawn(() => {
  // Killed while it runs, with one behind it that is killed too, and one that is not.
  const running = spawn(() => offload(turning, counter));
  const dropped = spawn(() => offload(marking, counter));
  const waiting = spawn(() => offload(() => 'done'));
  begun();
  assert.deepStrictEqual([running.state, dropped.state, waiting.state], ['parked', 'parked', 'parked']);
  dropped.kill();
  running.kill();
  assert.deepStrictEqual([running.state, dropped.state], ['killed', 'killed']);
  assert.strictEqual(waiting.get(), 'done');
  stopped();
  assert.ok(Atomics.load(counter, 0) > 0, 'what was dropped has not run');

  Atomics.store(counter, 0, 0);
  assert.throws(() => withTimeout(100, () => offload(turning, counter)), { code: 'ERR_GREENPATCH_TIMEOUT' });
  stopped();

  const reason = new Error('enough');
  const controller = new AbortController();
  Atomics.store(counter, 0, 0);
  const aborted = spawn(() => offload.with({ signal: controller.signal })(turning, counter));
  begun();
  controller.abort(reason);
  assert.throws(
    () => wait(aborted),
    (error) => error === reason,
  );
  stopped();
  assert.throws(
    () => offload.with({ signal: controller.signal })(() => 1),
    (error) => error === reason,
  );

  // Again and again, with work behind it each time.
  for (let i = 0; i < 5; i++) {
    Atomics.store(counter, 0, 0);
    const victim = spawn(() => offload(turning, counter));
    const next = spawn((n) => offload((value) => value, n), i);
    begun();
    victim.kill();
    assert.strictEqual(next.get(), i);
  }
});
spawn(() => {
  main.get();
  console.log('ok');
});
