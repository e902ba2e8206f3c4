// it: breakpoints, pause on exceptions, logpoints and a pause from outside hit in fibers, fresh and parked ones, and each time in the right one
// timeout: 10000
'use strict';
const assert = require('assert');
const { Worker, isMainThread } = require('worker_threads');

if (!isMainThread) {
  const { main, post, nextPause } = require('./support/debug-client');
  main(async (parent) => {
    await post('Debugger.enable');
    await post('Runtime.enable');
    const line = require('fs')
      .readFileSync(__filename, 'utf8')
      .split('\n')
      .findIndex((text) => /\/\/ the breakpoint$/.test(text));
    await post('Debugger.setBreakpointByUrl', {
      lineNumber: line,
      urlRegex: 'debugger-breakpoints',
      condition: 'n === 3',
    });
    let pause = nextPause();
    parent.postMessage('breakpoint');
    const seen = new Set();
    for (let i = 0; i < 10; i++) {
      const { frame, functions } = await pause;
      assert.strictEqual(functions[0], 'parking');
      const { result } = await post('Debugger.evaluateOnCallFrame', { callFrameId: frame, expression: 'i' });
      seen.add(result.value);
      pause = nextPause();
      await post('Debugger.resume');
    }
    assert.strictEqual(seen.size, 10, 'each of the fibers once');

    await post('Debugger.setPauseOnExceptions', { state: 'all' });
    parent.postMessage('exception');
    assert.strictEqual((await pause).functions[0], 'thrower');
    await post('Debugger.setPauseOnExceptions', { state: 'none' });
    await post('Debugger.resume');

    const looping = new Promise((resolve) => parent.once('message', resolve));
    parent.postMessage('busy');
    await looping;
    pause = nextPause();
    await post('Debugger.pause');
    const { functions, frame } = await pause;
    assert.ok(functions.includes('busy'), functions.join());
    await post('Debugger.evaluateOnCallFrame', { callFrameId: frame, expression: 'globalThis.stop = true' });
    await post('Debugger.resume');
    await post('Debugger.disable');
  });
} else {
  const { spawn, sleep } = require('greenpatch/api');
  function parking(i) {
    for (let n = 0; n < 5; n++) {
      sleep((i + n) % 3);
      void n; // the breakpoint
    }
  }
  const jobs = {
    breakpoint() {
      for (let i = 0; i < 10; i++) spawn(() => parking(i));
    },
    exception() {
      spawn(function thrower() {
        sleep(1);
        throw new Error('uncaught in a fiber');
      });
    },
    busy() {
      globalThis.stop = false;
      spawn(function busy() {
        // The engine has V8 look for interrupts that went by with a fiber every 20 ms, as control comes back to the hub.
        for (let i = 0; i < 10; i++) sleep(5);
        worker.postMessage('looping');
        while (!globalThis.stop);
      });
    },
  };
  const errors = [];
  process.on('uncaughtException', (error) => errors.push(error.message));
  const worker = new Worker(__filename);
  worker.on('message', (message) => {
    if (jobs[message]) return jobs[message]();
    worker.terminate().then(() => {
      assert.strictEqual(message, 'debugged');
      assert.deepStrictEqual(errors, ['uncaught in a fiber']);
      console.log('ok');
    });
  });
}
