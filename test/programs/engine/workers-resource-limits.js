// it: a worker that runs out of heap in a fiber ends with ERR_WORKER_OUT_OF_MEMORY, and one with a small stack still overflows properly
// timeout: 60000
'use strict';
const assert = require('assert');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const { spawn, sleep, wait } = require('greenpatch/api');

const jobs = {
  heap() {
    for (let i = 0; i < 20; i++) spawn(() => wait(new Promise(() => {})));
    spawn(() => {
      const kept = [];
      for (;;) {
        kept.push(new Array(1000).fill({ text: `text ${kept.length}` }));
        if (kept.length % 100 === 0) sleep(0);
      }
    });
  },
  stack() {
    spawn(() => {
      let depth = 0;
      const down = () => {
        depth++;
        down();
      };
      assert.throws(down, RangeError);
      sleep(1);
      parentPort.postMessage(depth);
    });
  },
};

function run(job, resourceLimits) {
  return new Promise((resolve) => {
    const worker = new Worker(__filename, { workerData: job, resourceLimits, stderr: true });
    const outcome = { messages: [] };
    worker.on('message', (message) => outcome.messages.push(message));
    worker.on('error', (error) => (outcome.error = error.code ?? error.stack));
    worker.on('exit', (code) => resolve({ ...outcome, code }));
  });
}

async function main() {
  const full = await run('heap', { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 });
  assert.deepStrictEqual(full, { messages: [], error: 'ERR_WORKER_OUT_OF_MEMORY', code: 1 });
  for (const stackSizeMb of [1, 4, 16]) {
    const { messages, error, code } = await run('stack', { stackSizeMb });
    assert.strictEqual(error, undefined);
    assert.strictEqual(code, 0);
    assert.ok(messages[0] > 5000, `only ${messages[0]} deep with stackSizeMb ${stackSizeMb}`);
  }
  console.log('ok');
}

if (isMainThread) main();
else jobs[workerData]();
