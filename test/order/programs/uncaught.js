// it: errors thrown in the main module, ticks, promise jobs, timers and immediates with a handler installed, and what runs after
'use strict';
const fs = require('node:fs');
const { EventEmitter } = require('node:events');
const { log, note, spin } = require('../kit');

const fail = (label) => {
  note(label);
  throw new Error(label);
};
const places = [
  ['tick', (fn) => (process.nextTick(fn), process.nextTick(note, 'next tick'))],
  ['microtask', (fn) => (queueMicrotask(fn), queueMicrotask(() => note('next microtask')))],
  ['timer', (fn) => (setTimeout(fn, 1), setTimeout(note, 1, 'next timer'), setTimeout(note, 2, 'timer of 2'), spin())],
  ['immediate', (fn) => (setImmediate(fn), setImmediate(note, 'next immediate'))],
  ['tick of a job', (fn) => Promise.resolve().then(() => (process.nextTick(fn), process.nextTick(note, 'next tick')))],
  ['microtask of a tick', (fn) => process.nextTick(() => (queueMicrotask(fn), queueMicrotask(() => note('next'))))],
  ['tick of a timer', (fn) => (setTimeout(() => process.nextTick(fn), 1), setTimeout(note, 1, 'next timer'), spin())],
  ['tick of an immediate', (fn) => (setImmediate(() => process.nextTick(fn)), setImmediate(note, 'next immediate'))],
  [
    'interval',
    (fn) => {
      const interval = setInterval(() => (clearInterval(interval), fn()), 1);
    },
  ],
  ['event in a timer', (fn) => setTimeout(() => new EventEmitter().on('event', fn).emit('event'), 1)],
  ['fs callback', (fn) => fs.stat(__filename, fn)],
  ['async function', async (fn) => (await null, fn())],
  ['handler of a rejection', (fn) => Promise.reject(new Error('x')).catch(fn)],
];

process.on('uncaughtExceptionMonitor', (error, origin) => log(`monitor: ${error.message} ${origin}`));
process.on('uncaughtException', (error, origin) => {
  note(`handler: ${error.message} ${origin}`);
  setImmediate(note, 'immediate of the handler');
  // Two turns later everything that the error left behind has run.
  setImmediate(() => setImmediate(() => setImmediate(next)));
});
function next() {
  const [label, place] = places.shift() ?? ['', () => note('end')];
  log(`--- ${label}`);
  process.nextTick(note, `${label}: tick before`);
  place(() => fail(label));
  if (label === 'fs callback') return; // when it comes is up to the thread pool
  process.nextTick(note, `${label}: tick after`);
  setImmediate(note, `${label}: immediate after`);
  setTimeout(note, 1, `${label}: timer after`);
  spin();
}
setImmediate(note, 'immediate of main');
setTimeout(note, 1, 'timer of main');
process.nextTick(note, 'tick of main');
spin();
fail('main');
