// it: the main fiber is a fiber like others, made once; without parking it is a plain call
'use strict';
const assert = require('node:assert');
const { spawn, sleep, idle, currentFiber } = require('greenpatch/api');
const { runMain } = require('../../../dist/hub');

const log = [];
const result = runMain(() => {
  const main = currentFiber();
  assert.strictEqual(main.name, 'main');
  const child = spawn(() => main.get());
  log.push('main');
  sleep(1);
  assert.strictEqual(currentFiber(), main);
  assert.strictEqual(child.state, 'parked');
  log.push('main goes on');
  // A main module that is run in the main fiber once more is just called.
  assert.strictEqual(
    runMain(() => currentFiber()),
    main,
  );
  child.link(() => {
    assert.strictEqual(child.get(), 'the end');
    idle();
    assert.deepStrictEqual(log, ['main', 'after runMain', 'main goes on']);
    console.log('ok');
  });
  return 'the end';
});
assert.strictEqual(result, undefined);
log.push('after runMain');
