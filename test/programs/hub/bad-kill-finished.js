// it: bad input: killing a fiber that has ended throws ERR_GREENPATCH_FINISHED, says how it ended and what to use instead
'use strict';
const assert = require('node:assert');
const { spawn, idle, sleep, killAll } = require('greenpatch/api');
const { code, settle, thrown, uncaught } = require('./support/kit');

const errors = uncaught();
const error = new Error('failed');
const ended = {
  done: spawn(() => 'result'),
  failed: spawn(() => {
    throw error;
  }),
  killed: spawn(sleep, 60_000),
};
ended.failed.link(() => {});

spawn(function main() {
  const others = Array.from({ length: 10 }, (_, n) => spawn(() => (settle(), n)));
  idle();
  ended.killed.kill('K');
  const finished = (state) => ({
    ...code('FINISHED'),
    message: new RegExp(`cannot be killed: it is ${state}.*killAll`),
  });
  const check = () => {
    for (const [state, fiber] of Object.entries(ended)) {
      assert.throws(() => fiber.kill(), finished(state));
      assert.throws(() => fiber.kill('again', { timeout: 5 }), finished(state));
      killAll([fiber], 'again');
      assert.strictEqual(fiber.state, state);
    }
  };
  check();
  setImmediate(check); // on the hub
  settle();
  assert.strictEqual(ended.done.get(), 'result');
  assert.strictEqual(
    thrown(() => ended.failed.get()),
    error,
  );
  assert.strictEqual(
    thrown(() => ended.killed.get()),
    'K',
  );
  others.forEach((fiber, n) => assert.strictEqual(fiber.get(), n));
  assert.deepStrictEqual(errors, []);
  console.log('ok');
});
