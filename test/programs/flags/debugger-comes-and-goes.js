// it: a debugger attaches, pauses in fibers, jobs and ticks, steps into and out of what parks, and leaves at any point, again and again
// engines: switch
// env: GREENPATCH_SWITCH=own
// flags: --expose-gc
// preload: greenpatch
// timeout: 90000
'use strict';
const assert = require('assert');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

/** Jobs and ticks that have run in the main thread. */
const jobs = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : workerData;
let seed = 5;
const below = (n) => (seed = (seed * 48271) % 2147483647) % n;
if (!isMainThread) debugAgainAndAgain(20);
else run();

async function debugAgainAndAgain(pauses) {
  const { Session } = require('inspector');
  let giveUp;
  let enough = Infinity;
  // Answers arrive outside of any callback scope, too: turns of the loop run promise jobs.
  setInterval(() => Atomics.load(jobs) > enough && giveUp(), 2);
  let seen = 0;
  for (let n = 0; seen < pauses; n++) {
    const session = new Session();
    session.connectToMainThread();
    await new Promise((done) => {
      let left = 1 + below(10);
      session.on('Debugger.paused', ({ params }) => {
        const callFrameId = params.callFrames[0].callFrameId;
        if (below(3) === 0) session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'typeof mine' });
        seen++;
        if (left-- > 0) session.post(['Debugger.stepInto', 'Debugger.stepOver', 'Debugger.stepOut'][below(3)]);
        else if (below(3) === 0)
          done(); // it leaves while the code is paused
        else session.post('Debugger.resume', done);
      });
      session.post('Debugger.enable');
      if (n % 3 === 0) session.post('Debugger.setPauseOnExceptions', { state: 'all' });
      if (n % 3 === 1) for (const method of ['enable', 'start']) session.post(`Profiler.${method}`);
      session.post('Debugger.pause');
      giveUp = done; // a step out of the last function ends nowhere
      enough = Atomics.load(jobs) + 100;
    });
    session.removeAllListeners();
    session.disconnect();
  }
  parentPort.postMessage('over');
}

function run() {
  const { spawn, sleep, joinAll } = require('greenpatch/api');
  const pause = () => sleep(below(2));
  let over = false;
  let ran = 0;
  const job = (i) => (value) => {
    pause();
    assert.strictEqual(value, i);
    jobs[0]++;
    return value;
  };
  function body(i) {
    const mine = { i, keep: [`part ${i}`] };
    for (let n = 0; n < 4; n++) {
      const reviver = (key, value) => (key === 'i' && pause(), value);
      assert.deepStrictEqual(JSON.parse(JSON.stringify([mine]), reviver), [mine]);
      try {
        throw new Error(`of ${i}`);
      } catch (error) {
        pause();
        assert.strictEqual(error.message, `of ${i}`);
      }
      Promise.resolve(i).then(job(i)).then(job(i));
      process.nextTick(job(i), i);
      assert.deepStrictEqual(mine, { i, keep: [`part ${i}`] });
    }
    ran++;
  }
  new Worker(__filename, { workerData: jobs }).on('message', () => (over = true));
  spawn(() => {
    while (!over) {
      joinAll(
        Array.from({ length: 10 }, (_, i) => spawn(() => body(i))),
        { raiseError: true },
      );
      if (below(8) === 0) gc();
    }
    while (jobs[0] < ran * 12) sleep(1);
    assert.strictEqual(jobs[0], ran * 12);
    console.log('ok');
    process.exit(); // Node ends with an abort where it answers a worker that has just ended
  });
}
