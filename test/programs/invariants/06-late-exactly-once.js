// it: invariant 6: what a cancelled call still produces is disposed of exactly once, and reaches no fiber
'use strict';
const assert = require('node:assert');
const { spawn, idle, killAll } = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { controlsOf, settle, uncaught } = require('../hub/support/kit');

/** A park that logs what becomes of it. */
function call() {
  const it = { log: [], waker: undefined, fiber: undefined };
  it.fiber = spawn(() => {
    try {
      const start = (waker) => (it.waker = waker);
      const cancel = (reason) => it.log.push(`cancel ${reason}`);
      const late = (value) => it.log.push(`late ${value}`);
      it.log.push(`got ${park({ what: 'a test', start, cancel, late })}`);
    } catch (error) {
      it.log.push(`threw ${error}`);
    }
  });
  idle();
  return it;
}

/** Does things to a call in one go, and tells what became of it. */
function story(...steps) {
  const it = call();
  for (const step of steps) step(it);
  settle();
  it.waker.reject('too late');
  settle();
  assert.strictEqual(it.fiber.state, 'done');
  return it.log;
}
const resolve = (value) => (it) => it.waker.resolve(value);
const reject = (error) => (it) => it.waker.reject(error);
const kill = (it) => controlsOf(it.fiber).requestKill('K');
const turn = () => settle();

spawn(function main() {
  assert.deepStrictEqual(story(resolve('v')), ['got v']);
  assert.deepStrictEqual(story(kill), ['cancel K', 'threw K']);
  // The value comes after the kill: before or after the fiber has gone on.
  assert.deepStrictEqual(story(kill, resolve('v')), ['cancel K', 'threw K', 'late v']);
  assert.deepStrictEqual(story(kill, turn, resolve('v')), ['cancel K', 'threw K', 'late v']);
  // It has come, and the fiber has not picked it up: the kill wins, the value is disposed of, nothing is cancelled.
  assert.deepStrictEqual(story(resolve('v'), kill), ['threw K', 'late v']);
  assert.deepStrictEqual(story(resolve('v'), kill, kill), ['threw K', 'late v']);
  assert.deepStrictEqual(story(reject('e'), kill), ['threw K']);
  assert.deepStrictEqual(story(kill, reject('e')), ['cancel K', 'threw K']);
  // A call that has failed and comes to a value all the same.
  assert.deepStrictEqual(story(reject('e'), resolve('v')), ['threw e', 'late v']);

  // What `start` began before it threw, or before the fiber was killed in it, is disposed of too.
  const log = [];
  let waker;
  const begin = (w) => ((waker = w), fail());
  const fail = () => {
    throw new Error('start failed');
  };
  assert.throws(() => park({ what: 'a test', start: begin, late: (value) => log.push(value) }), /start failed/);
  waker.resolve('v');
  settle();
  assert.deepStrictEqual(log, ['v']);

  // A clean-up that fails keeps no fiber from going on, and its error is not lost.
  const errors = uncaught();
  const victims = [1, 2].map(() =>
    spawn(() => {
      const cancel = () => {
        throw new Error('cancel failed');
      };
      park({ what: 'a test', start: () => {}, cancel });
    }),
  );
  idle();
  killAll(victims);
  settle();
  assert.deepStrictEqual(
    errors.map(({ message }) => message),
    ['cancel failed', 'cancel failed'],
  );
  console.log('ok');
});
