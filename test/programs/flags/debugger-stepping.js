// it: a debugger pauses at a breakpoint in a fiber, evaluates there, steps over a park with other fibers running, and sees who spawned it
'use strict';
const assert = require('assert');
const { Worker, isMainThread } = require('worker_threads');

if (!isMainThread) {
  const { main, post, nextPause, step } = require('./support/debug-client');
  main(async (parent) => {
    await post('Debugger.enable');
    await post('Debugger.setAsyncCallStackDepth', { maxDepth: 8 });
    const first = nextPause();
    parent.postMessage('go');
    let pause = await first;
    assert.strictEqual(pause.functions[0], 'debugged');
    assert.ok(pause.functions.includes('body'), pause.functions.join());
    assert.ok(pause.spawnedBy.includes('spawner'), pause.spawnedBy.join());
    const { line } = pause;
    const evaluate = async (expression) =>
      (await post('Debugger.evaluateOnCallFrame', { callFrameId: pause.frame, expression })).result.value;
    assert.strictEqual(await evaluate('local * 2'), 42);
    // over the debugger statement, a call, the park and another call
    for (let n = 1; n <= 4; n++) {
      pause = await step('stepOver');
      assert.deepStrictEqual([pause.functions[0], pause.line], ['debugged', line + n]);
      assert.strictEqual(await evaluate('local'), [21, 22, 22, 23][n - 1]);
    }
    pause = await step('stepInto');
    assert.strictEqual(pause.functions[0], 'inner');
    pause = await step('stepOut');
    assert.strictEqual(pause.functions[0], 'debugged');
    assert.strictEqual(await evaluate('local'), 24);
    await post('Debugger.resume');
    await post('Debugger.disable');
  });
} else {
  const { spawn, sleep } = require('greenpatch/api');
  let over = false;
  let turns = 0;
  for (let i = 0; i < 5; i++) {
    spawn(() => {
      while (!over) {
        sleep(1);
        turns++;
      }
    });
  }
  const inner = (value) => {
    return value + 1;
  };
  function debugged(argument) {
    let local = argument + 20;
    debugger; // eslint-disable-line no-debugger
    local = inner(local);
    sleep(20);
    local = inner(local);
    local = inner(local);
    return local;
  }
  const worker = new Worker(__filename);
  worker.on('message', (message) => {
    if (message === 'go') {
      (function spawner() {
        spawn(function body() {
          const before = turns;
          assert.strictEqual(debugged(1), 24);
          assert.ok(turns > before, `the others did not run while it was parked: ${before} ${turns}`);
          over = true;
        });
      })();
      return;
    }
    assert.strictEqual(message, 'debugged');
    worker.terminate().then(() => {
      assert.ok(over);
      console.log('ok');
    });
  });
}
