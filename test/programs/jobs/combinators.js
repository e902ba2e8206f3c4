// it: what blocks below Promise.all, race, any and allSettled overlaps; each combinator settles as the first, last or all of them say
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');
const { door, meeting, until, checkForms } = require('./support/kit');

checkForms({
  all: async (body) => (await Promise.all([1, Promise.resolve('value').then(body)]))[1],
  'after all': async (body) => body((await Promise.all([1, 'value']))[1]),
  'after allSettled': async (body) => body((await Promise.allSettled([Promise.reject('value')]))[0].reason),
  'after any': async (body) => body(await Promise.any([Promise.reject(1), Promise.resolve('value')])),
  'after race': async (body) => body(await Promise.race([new Promise(() => {}), Promise.resolve('value')])),
});

const failing = async (room, n) => {
  await null;
  room.attend();
  throw new Error(`number ${n}`);
};
const numbers = [0, 1, 2, 3, 4];
const blocking = (room, n) => Promise.resolve(n).then((value) => room.attend(value));

let room = meeting(5);
assert.deepStrictEqual(wait(Promise.all(numbers.map((n) => blocking(room, n)))), numbers);
assert.strictEqual(room.most, 5);

room = meeting(5);
const settled = wait(Promise.allSettled(numbers.map((n) => (n % 2 ? failing : blocking)(room, n))));
assert.deepStrictEqual(
  settled.map(({ value, reason }) => reason?.message ?? value),
  [0, 'number 1', 2, 'number 3', 4],
);
assert.strictEqual(room.most, 5);

// The one that is let through first decides, while the others are blocked.
const doors = numbers.map(() => door());
const runners = numbers.map((n) => Promise.resolve().then(() => doors[n].pass(n)));
const race = Promise.race(runners);
const any = Promise.any([Promise.reject(new Error('no')), ...runners]);
until(() => doors.every(({ waiting }) => waiting === 1));
doors[3].open();
assert.deepStrictEqual([wait(race), wait(any)], [3, 3]);
assert.deepStrictEqual(
  doors.map(({ waiting }) => waiting),
  [1, 1, 1, 0, 1],
);
for (const one of doors) one.open();
assert.deepStrictEqual(wait(Promise.all(runners)), numbers);
assert.throws(() => wait(Promise.all(numbers.map((n) => failing(meeting(1), n)))), { message: 'number 0' });
assert.throws(() => wait(Promise.any(numbers.map((n) => failing(meeting(1), n)))), { name: 'AggregateError' });
console.log('ok');
