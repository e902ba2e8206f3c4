// it: timers of one and of several durations, with ticks, promise jobs and new timers between them
'use strict';
const { log, note, spin } = require('../kit');

const timers = [];
for (let i = 0; i < 4; i++) timers.push(setTimeout(note, 1, `one ${i}`));
for (let i = 0; i < 3; i++) setTimeout(note, 3, `three ${i}`);
setTimeout(() => {
  note('clears');
  clearTimeout(timers[5]);
  process.nextTick(() => clearTimeout(timers[6]));
  Promise.resolve().then(() => clearTimeout(timers[7]));
}, 1);
timers.push(undefined);
for (let i = 5; i < 9; i++) timers.push(setTimeout(note, 1, `after clears ${i}`));

setTimeout(() => {
  note('schedules');
  setTimeout(note, 1, 'new in the list');
  setTimeout(note, 0, 'new in the list, 0');
  setImmediate(note, 'new immediate');
  process.nextTick(() => setTimeout(note, 1, 'new of a tick'));
  queueMicrotask(() => setTimeout(note, 1, 'new of a microtask'));
  spin();
}, 1);
setTimeout((...args) => note(`arguments ${args}`), 1, 1, 2, 3);
setTimeout(
  function (timer) {
    log('this is the timer', this === timer.itself, typeof this[Symbol.toPrimitive](), this.hasRef());
  },
  1,
  timers,
);
timers.itself = undefined;

const unref = setTimeout(note, 1, 'unref').unref();
log('hasRef', unref.hasRef());
for (const ms of [-1, NaN, 1.9, '1', undefined]) setTimeout(note, ms, `odd duration ${ms}`);
spin(10);
