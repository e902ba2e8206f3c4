// it: --abort-on-uncaught-exception does not abort for an error that is thrown in a coroutine or fiber and caught
// flags: --abort-on-uncaught-exception
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { spawn, sleep } = require('greenpatch/api');

const thrown = new Error('thrown');
const inside = new Coroutine(() => {
  Coroutine.suspend();
  try {
    throw thrown;
  } catch (error) {
    return error;
  }
});
inside.resume();
assert.strictEqual(inside.resume(), thrown);

const out = new Coroutine(() => {
  throw thrown;
});
assert.strictEqual(out.resume(), thrown);

const failing = spawn(() => {
  sleep(1);
  throw thrown;
});
spawn(() => {
  assert.throws(() => failing.get(), thrown);
  console.log('ok');
});
