// it: invariant 1: other code runs only where a fiber parks, nowhere else
// flags: --expose-gc
'use strict';
const assert = require('node:assert');
const { EventEmitter } = require('node:events');
const { spawn, idle, joinAll, currentFiber } = require('greenpatch/api');
const { gate, settle } = require('../hub/support/kit');

let inside = 0; // fibers in a stretch of code that must not be interrupted
let seen = 0;
let intrusions = 0;
function observe() {
  seen++;
  if (inside > 0) intrusions++;
}

/** Calls back into JavaScript by every road that V8 and Node offer without parking. */
function callBack() {
  [3, 1, 2].sort((a, b) => a - b);
  JSON.stringify({
    toJSON: () => [
      ...(function* () {
        yield 'x'.replace(/x/, () => 'y');
      })(),
    ],
  });
  new EventEmitter().on('x', () => gc({ type: 'minor' })).emit('x');
  assert.throws(() => JSON.parse('{'), SyntaxError);
}

/** Makes others ready, in every way there is, and gives timers the time to come due. */
function makeReady(door, sleeper) {
  process.nextTick(observe);
  queueMicrotask(observe);
  setImmediate(observe);
  setTimeout(observe, 0);
  Promise.resolve().then(observe);
  const fresh = spawn(observe);
  fresh.link(observe);
  fresh.then(observe, observe);
  door.open();
  sleeper.link(observe);
  const until = performance.now() + 2;
  while (performance.now() < until);
}

function stretch(parkInside) {
  const door = gate();
  const sleeper = spawn(() => (door.pass(), observe()));
  idle();
  const me = currentFiber();
  inside++;
  callBack();
  makeReady(door, sleeper);
  callBack();
  if (parkInside) settle();
  assert.strictEqual(currentFiber(), me);
  inside--;
}

spawn(function main() {
  joinAll(
    Array.from({ length: 20 }, () => spawn(stretch, false)),
    { raiseError: true },
  );
  settle();
  assert.strictEqual(intrusions, 0);
  assert.strictEqual(seen, 20 * 10);
  stretch(true); // the observers do notice a stretch that parks
  assert.ok(intrusions > 0);
  console.log('ok');
});
