// it: an exit handler, also of process.exit in a fiber, may spawn fibers (which never run) and run coroutines
// expect-exit: 3
// expect-stdout: ^in a coroutine\nok$
'use strict';
const assert = require('assert');
const { spawn, sleep, inFiber } = require('greenpatch/api');
const { Coroutine } = require('../../../dist/fiber');

const parked = new Coroutine(() => Coroutine.suspend('parked') + ' in a coroutine');
assert.strictEqual(parked.resume(), 'parked');

process.on('exit', () => {
  spawn(() => console.log('never'));
  const coroutine = new Coroutine(() => {
    Coroutine.suspend('in a coroutine');
    return 'ok';
  });
  console.log(coroutine.resume());
  console.log(coroutine.resume());
  // What was parked before can go on as well.
  assert.strictEqual(parked.resume('still'), 'still in a coroutine');
});
spawn(() => {
  sleep(1);
  assert.ok(inFiber());
  for (let i = 0; i < 3; i++) spawn(() => sleep(1e6));
  process.exit(3);
  assert.fail('process.exit returned');
});
