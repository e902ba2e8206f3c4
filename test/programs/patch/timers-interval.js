// it: calls of one interval's callback do not overlap: while one is parked the next is put off, once, and time counts from there
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { idle, inFiber } = require('greenpatch');
const { gate } = require('../hub/support/kit');

assert.ok(inFiber());
const door = gate();
let calls = 0;
let running = 0;
const interval = setInterval(
  function (text) {
    assert.strictEqual(running++, 0, 'no two at once');
    assert.strictEqual(this, interval);
    assert.strictEqual(text, 'argument');
    if (++calls === 2) door.pass();
    if (calls === 6) clearInterval(interval);
    running--;
  },
  2,
  'argument',
);
const until = (holds) => {
  while (!holds()) idle();
};
until(() => calls === 2);
// Other timers show that its time has come several times.
let ticks = 0;
const others = setInterval(() => ticks++, 2);
until(() => ticks === 10);
assert.strictEqual(calls, 2);
door.open();
ticks = 0;
until(() => calls === 3);
assert.ok(ticks <= 2, 'the one that was put off comes at once');
until(() => calls === 6);
ticks = 0;
until(() => ticks === 5);
assert.strictEqual(calls, 6, 'cleared by itself');

// Cleared while it is parked, it does not come back; one that throws does.
const door2 = gate();
let second = 0;
const cleared = setInterval(() => {
  second++;
  door2.pass();
}, 1);
until(() => door2.waker !== undefined && ticks > 10);
clearInterval(cleared);
door2.open();
ticks = 0;
until(() => ticks === 5);
assert.strictEqual(second, 1);

let failures = 0;
process.on('uncaughtException', (error) => {
  assert.strictEqual(error.message, 'again and again');
  assert.match(error.stack, /at Timeout\.failing \[as _onTimeout\]/);
  if (++failures < 3) return;
  clearInterval(failing);
  clearInterval(others);
  console.log('ok');
});
const failing = setInterval(function failing() {
  assert.ok(inFiber());
  throw new Error('again and again');
}, 1);
