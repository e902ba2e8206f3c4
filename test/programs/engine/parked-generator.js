// it: a generator that is parked is still running: another coroutine's next() throws what Node throws, and it goes on afterwards
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { spawn, sleep, wait } = require('greenpatch/api');
const running = { name: 'TypeError', message: 'Generator is already running' };

const reentrant = (function* () {
  yield assert.throws(() => reentrant.next(), running); // what plain Node says
})();
reentrant.next();

const generator = (function* () {
  for (let n = 0; n < 3; n++) yield Coroutine.suspend(n);
  return 'end';
})();
const first = new Coroutine(() => generator.next());
assert.strictEqual(first.resume(), 0);
for (const method of ['next', 'return', 'throw']) {
  const other = new Coroutine(() => generator[method]());
  const error = other.resume();
  assert.strictEqual(other.state, 'threw');
  assert.throws(() => {
    throw error;
  }, running);
}
assert.throws(() => generator.next(), running);
assert.deepStrictEqual(first.resume('a'), { value: 'a', done: false });
// Now another one takes it further.
const second = new Coroutine(() => [...generator]);
assert.strictEqual(second.resume(), 1);
assert.strictEqual(second.resume('b'), 2);
assert.deepStrictEqual(second.resume('c'), ['b', 'c']);

// Asynchronous generators queue instead.
spawn(() => {
  const results = [];
  const parked = (async function* () {
    for (let n = 0; n < 3; n++) {
      yield n;
      await null;
    }
  })();
  const other = spawn(() => results.push(wait(parked.next()).value));
  results.push(wait(parked.next()).value);
  other.join();
  sleep(1);
  results.push(wait(parked.next()).value);
  assert.deepStrictEqual(results.sort(), [0, 1, 2]);
  console.log('ok');
});
