// it: a kill and a timeout reach the blocking call in a node-fiber, and go on through run()
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const Fiber = require('fibers');
const { spawn, withTimeout } = require('greenpatch/api');
const { door, until } = require('../jobs/support/kit');

const closed = door();
const log = [];
const body = () => {
  try {
    closed.pass();
  } finally {
    log.push('cleaned up');
  }
};
const fiber = Fiber(body);
const victim = spawn(() => fiber.run());
until(() => closed.waiting === 1, 'it blocks');
victim.kill();
assert.deepStrictEqual([victim.state, fiber.started, log], ['killed', false, ['cleaned up']]);

assert.throws(() => withTimeout(5, () => Fiber(body).run()), { code: 'ERR_GREENPATCH_TIMEOUT' });
assert.deepStrictEqual(log, ['cleaned up', 'cleaned up']);

// What it catches, it has caught.
const survivor = Fiber(() => {
  try {
    withTimeout(5, () => closed.pass());
  } catch (error) {
    return Fiber.yield(error.code);
  }
});
assert.strictEqual(survivor.run(), 'ERR_GREENPATCH_TIMEOUT');
assert.strictEqual(survivor.run('on'), 'on');
console.log('ok');
