// it: jobs start in the order in which they were queued, however many of those before them are parked, and go on as they are woken
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait, inFiber, currentFiber } = require('greenpatch');
const { door, until, loop } = require('./support/kit');

const COUNT = 30;
const doors = Array.from({ length: COUNT }, (_, n) => door(`job ${n}`));
const started = [];
const ended = [];
const fibers = new Set();

// Every third one parks.
const all = doors.map((own, n) =>
  Promise.resolve(n).then((value) => {
    assert.ok(inFiber());
    assert.match(currentFiber().name, /^(ticks|promise jobs)$/); // a tick before them, and both are drained together
    started.push(value);
    if (n % 3 === 0) {
      fibers.add(currentFiber());
      own.pass();
    }
    ended.push(value);
    return value;
  }),
);
const parked = Array.from({ length: COUNT / 3 }, (_, n) => n * 3);
until(() => started.length === COUNT);
const numbers = Array.from({ length: COUNT }, (_, n) => n);
assert.deepStrictEqual(started, numbers);
assert.deepStrictEqual(
  ended.splice(0),
  numbers.filter((n) => n % 3 !== 0),
);
assert.strictEqual(fibers.size, parked.length, 'each is parked in a fiber of its own');
assert.ok([...fibers].every((fiber) => fiber.state === 'parked'));

// New jobs run as if no fiber was parked.
let later;
loop(() => Promise.resolve().then(() => Promise.resolve().then(() => (later = 'two jobs later'))));
until(() => later);

// Woken in one go they go on in this order.
for (const n of [...parked].reverse()) doors[n].open();
assert.deepStrictEqual(wait(Promise.all(all)), numbers);
assert.deepStrictEqual(ended, [...parked].reverse());
until(() => [...fibers].every((fiber) => fiber.state === 'done'));
console.log('ok');
