// it: bad input: a fiber that waits for itself, by whatever call, gets ERR_GREENPATCH_SELF_JOIN and goes on
'use strict';
const assert = require('node:assert');
const { spawn, idle, wait, joinAll, currentFiber } = require('greenpatch/api');
const { code } = require('./support/kit');

function narcissus() {
  const me = currentFiber();
  const other = spawn(() => idle());
  const expected = {
    ...code('SELF_JOIN'),
    message: /\(narcissus\) called .* on itself.*Let another fiber wait for it/,
  };
  assert.throws(() => me.join(), expected);
  assert.throws(() => me.join(1), expected);
  assert.throws(() => me.get(), expected);
  assert.throws(() => me.get(1), expected);
  assert.throws(() => wait(me), expected);
  assert.throws(() => wait(me, { timeout: 1, signal: new AbortController().signal }), expected);
  assert.throws(() => joinAll([me]), expected);
  assert.throws(() => joinAll([other, me], { timeout: 1, count: 1 }), expected);
  assert.strictEqual(me.state, 'running');
  other.get();
  return 'went on';
}
const fiber = spawn(narcissus);
spawn(() => {
  assert.strictEqual(fiber.get(), 'went on', 'another fiber can wait for it');
  console.log('ok');
});
