// it: a rejection that is not handled is reported once, with its promise, while fibers are parked; a rejection that a fiber waits for is not
'use strict';
const assert = require('assert');
const { spawn, sleep, wait } = require('greenpatch/api');

const unhandled = [];
const handledLate = [];
process.on('unhandledRejection', (reason, promise) => unhandled.push([reason.message, promise]));
process.on('rejectionHandled', (promise) => handledLate.push(promise));
const errors = [];
process.on('uncaughtException', (error, origin) => errors.push([error.message, origin]));

spawn(() => {
  const lost = Promise.reject(new Error('lost'));
  sleep(2);
  assert.deepStrictEqual(unhandled, [['lost', lost]]);
  assert.throws(() => wait(lost), { message: 'lost' });
  sleep(2);
  assert.deepStrictEqual(handledLate, [lost]);

  const waited = new Promise((_, reject) => setTimeout(reject, 3, new Error('waited for')));
  assert.throws(() => wait(waited), { message: 'waited for' });
  // An async function that fails in a fiber which is itself observed.
  const failing = spawn(() =>
    wait(
      (async () => {
        await null;
        throw new Error('through a fiber');
      })(),
    ),
  );
  assert.throws(() => failing.get(), { message: 'through a fiber' });

  const job = spawn(() => {
    sleep(1);
    throw new Error('nobody asks');
  });
  while (errors.length === 0) sleep(1);
  assert.strictEqual(job.state, 'failed');
  assert.deepStrictEqual(errors, [['nobody asks', 'uncaughtException']]);
  assert.strictEqual(unhandled.length, 1);
  console.log('ok');
});
