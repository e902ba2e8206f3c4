// it: spawn makes a fiber that starts later, gets its arguments, and has the name, id, state and result one expects
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { spawn, idle, currentFiber, inFiber, Fiber, joinAll } = api;
const { thrown } = require('./support/kit');

const states = [];
function add(a, b) {
  const me = currentFiber();
  assert.strictEqual(inFiber(), true);
  assert.strictEqual(this, undefined);
  assert.strictEqual(arguments.length, 2);
  states.push(me.state);
  idle();
  assert.strictEqual(currentFiber(), me);
  states.push(me.state);
  return a + b;
}

assert.strictEqual(inFiber(), false);
assert.strictEqual(currentFiber(), null);
const fiber = spawn(add, 2, 3);
states.push(fiber.state);
assert.ok(fiber instanceof Fiber);
assert.strictEqual(Object.prototype.toString.call(fiber), '[object Fiber]');
assert.deepStrictEqual([fiber.name, spawn(() => {}).name], ['add', 'anonymous']);
assert.ok(Number.isInteger(fiber.id) && spawn(() => {}).id > fiber.id);
fiber.name = 'renamed';

const order = [];
spawn(function main() {
  order.push('main');
  const children = [1, 2, 3].map((n) => spawn((m) => order.push(m), n));
  order.push('spawned');
  idle();
  order.push('after idle');
  assert.deepStrictEqual(order, ['main', 'spawned', 1, 2, 3, 'after idle']);
  assert.ok(children.every(({ state }) => state === 'done'));

  assert.strictEqual(fiber.get(), 5);
  states.push(fiber.state);
  assert.deepStrictEqual(states, ['ready', 'running', 'running', 'done']);
  assert.strictEqual(fiber.name, 'renamed');
  for (const value of [undefined, null, 0, '', false, NaN, Symbol('s'), 5n, [], fiber]) {
    assert.strictEqual(spawn(() => value).get(), value);
  }
  const error = new Error('failed');
  const failing = spawn(() => {
    throw error;
  });
  assert.strictEqual(
    thrown(() => failing.get()),
    error,
  );
  assert.strictEqual(failing.state, 'failed');
  // What is no plain function but can be called.
  const bound = add.bind(undefined, 20);
  assert.strictEqual(spawn(bound, 2).get(), 22);
  const promise = spawn(async () => 'a promise').get();
  assert.ok(promise instanceof Promise);
  assert.strictEqual(spawn(new Proxy(add, {}), 1, 1).get(), 2);
  assert.strictEqual(
    [
      ...spawn(function* () {
        yield 1;
      }).get(),
    ].length,
    1,
  );
  const odd = Object.defineProperty(() => 1, 'name', { value: 7 });
  assert.strictEqual(spawn(odd).name, 'anonymous');
  // Many arguments, and one that looks like options.
  assert.strictEqual(spawn((...args) => args.length, ...Array(1000).keys()).get(), 1000);
  assert.deepStrictEqual(spawn((options) => options, { timeout: 1 }).get(), { timeout: 1 });
  joinAll([spawn(() => {})]);
  console.log('ok');
});
