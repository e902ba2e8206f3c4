// it: what takes uncaught errors is over before the next one arrives, also where it blocks in a promise job or a tick
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const { sleep } = require('greenpatch');

const cell = new Int32Array(new SharedArrayBuffer(4));
const seen = [];
/** From Node 24 on an error that arrives while another one is being handled ends the process. */
function handle(how, { message }) {
  seen.push(`${how} ${message}`);
  Atomics.wait(cell, 0, 0, 5);
  assert.throws(() => sleep(1), { code: 'ERR_GREENPATCH_NOT_IN_FIBER' });
  seen.push('over');
}
const boom = (name) => () => {
  throw new Error(name);
};
/** One after the other from all places, behind a park where that is possible. */
function raise() {
  queueMicrotask(boom('job 1'));
  queueMicrotask(boom('job 2'));
  process.nextTick(boom('tick 1'));
  process.nextTick(boom('tick 2'));
  setTimeout(boom('timer'), 1);
  setImmediate(boom('immediate'));
  for (const n of [3, 4])
    process.nextTick(() => {
      Atomics.wait(cell, 0, 0, 2);
      throw new Error(`tick ${n}`);
    });
  void Promise.reject(new Error('rejection'));
  queueMicrotask(() => (Atomics.wait(cell, 0, 0, 2), boom('job 3')()));
}
const ALL = ['immediate', 'job 1', 'job 2', 'job 3', 'rejection', 'tick 1', 'tick 2', 'tick 3', 'tick 4', 'timer'];

const rounds = {
  listener() {
    process.on('uncaughtException', (error) => handle('listener', error));
  },
  monitor() {
    process.on('uncaughtExceptionMonitor', (error) => handle('monitor', error));
    process.on('uncaughtException', () => {});
  },
  capture() {
    process.setUncaughtExceptionCaptureCallback((error) => handle('capture', error));
  },
};

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(done) {
  while (!done()) await after(5);
}

(async () => {
  for (const [how, begin] of Object.entries(rounds)) {
    begin();
    seen.length = 0;
    raise();
    await until(() => seen.length === 2 * ALL.length);
    assert.deepStrictEqual(
      seen.filter((_, n) => n % 2 === 0).sort(),
      ALL.map((name) => `${how} ${name}`),
    );
    assert.ok(
      seen.every((text, n) => (text === 'over') === (n % 2 === 1)),
      seen.join(),
    );
    process.removeAllListeners('uncaughtException').removeAllListeners('uncaughtExceptionMonitor');
  }
  console.log('ok');
})();
