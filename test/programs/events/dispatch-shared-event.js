// it: fibers that dispatch the same event do so one after the other; a listener of the event's that dispatches it again gets plain Node's error
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { sleep, spawn } = require('greenpatch');

const FIBERS = 5;

const event = new Event('call');
const heard = [];
let inside = 0;

class Counter extends EventTarget {}
const targets = Array.from({ length: FIBERS }, (_, i) => {
  const target = new Counter();
  target.addEventListener('call', ({ target: seen, eventPhase }) => {
    inside++;
    sleep(FIBERS - i);
    assert.strictEqual(seen, target);
    assert.strictEqual(eventPhase, Event.AT_TARGET);
    heard.push(`${i} of ${inside}`);
    inside--;
  });
  return target;
});
const fibers = targets.map((target) => spawn(() => target.dispatchEvent(event)));
// One that waits in line can be killed, and the next one comes after it all the same.
const killed = spawn(() => new EventTarget().dispatchEvent(event));
const last = spawn(() => new EventTarget().dispatchEvent(event));
sleep(0);
killed.kill();
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.join()),
  Array(FIBERS).fill(true),
);
assert.strictEqual(last.join(), true);
assert.deepStrictEqual(
  heard,
  targets.map((_, i) => `${i} of 1`),
);

// One that dispatches it again at once does not overtake those that wait.
const turns = [];
const twice = [0, 1, 2].map((i) =>
  spawn(() => {
    const target = new EventTarget();
    target.addEventListener('call', () => {
      turns.push(i);
      sleep(1);
    });
    for (let round = 0; round < 2; round++) target.dispatchEvent(event);
  }),
);
for (const fiber of twice) fiber.get();
assert.deepStrictEqual(turns, [0, 1, 2, 0, 1, 2]);

// Events of their own overlap.
let most = 0;
const own = targets.map((target, i) =>
  spawn(() => {
    target.addEventListener('own', () => {
      most = Math.max(most, ++inside);
      sleep(FIBERS - i);
      inside--;
    });
    target.dispatchEvent(new Event('own'));
  }),
);
for (const fiber of own) fiber.join();
assert.strictEqual(most, FIBERS);

const again = new Event('again');
const self = new EventTarget();
let refused;
self.addEventListener('again', () => {
  sleep(1);
  try {
    self.dispatchEvent(again);
  } catch (error) {
    refused = error;
  }
});
assert.strictEqual(spawn(() => self.dispatchEvent(again)).join(), true);
assert.strictEqual(refused.code, 'ERR_EVENT_RECURSION');
assert.strictEqual(self.dispatchEvent(again), true);

for (const bad of [undefined, null, {}, 'call'])
  spawn(() => assert.throws(() => self.dispatchEvent(bad), { code: 'ERR_INVALID_ARG_TYPE' })).join();
assert.throws(() => EventTarget.prototype.dispatchEvent.call({}, again), { code: 'ERR_INVALID_THIS' });
assert.strictEqual(EventTarget.prototype.dispatchEvent.length, 1);
console.log('ok');
