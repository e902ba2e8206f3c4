// it: jobs that a fiber drains itself (process._tickCallback, a native checkpoint) cannot park it inside the queue, and the queue goes on
// The trap: what deasync does. A job that blocked for good inside such a drain would stop all promises.
'use strict';
const assert = require('assert');
const { spawn, sleep, wait, inFiber, joinAll } = require('greenpatch/api');
const { native } = require('../../fixtures/addons');

const drains = {
  _tickCallback: () => process._tickCallback(),
  checkpoint: native.checkpoint,
  scope: () => native.microtasksScope(() => 1),
};
let problems = 0;

function inJob(log) {
  log.push(inFiber());
  try {
    sleep(5);
    log.push('slept');
  } catch (error) {
    assert.strictEqual(error.code, 'ERR_GREENPATCH_NOT_IN_FIBER');
    log.push('refused');
  }
}

const fibers = Object.entries(drains).map(([name, drain]) =>
  spawn(() => {
    assert.strictEqual(inFiber(), true);
    const log = [];
    Promise.resolve()
      .then(() => inJob(log))
      .catch(() => problems++);
    Promise.resolve().then(() => log.push('after'));
    const before = log.length;
    drain();
    if (name !== 'scope') assert.ok(log.length > before, `${name} drained nothing`);
    assert.strictEqual(inFiber(), true);
    sleep(20);
    // Refused, or parked on a fiber of its own, as long as inFiber() told so.
    assert.deepStrictEqual(
      log.filter((one) => one !== 'after'),
      log[0] === true ? [true, 'slept'] : [false, 'refused'],
      name,
    );
    assert.ok(log.includes('after'), name);
    // Promises go on as ever.
    assert.strictEqual(
      wait(
        (async () => {
          await null;
          return 'value';
        })(),
      ),
      'value',
    );
  }),
);
spawn(() => {
  joinAll(fibers, { raiseError: true });
  assert.strictEqual(problems, 0);
  console.log('ok');
});
