// it: everything that can be scheduled, from within everything that runs
'use strict';
const fs = require('node:fs');
const { EventEmitter } = require('node:events');
const { MessageChannel } = require('node:worker_threads');
const { log, note, spin, inTurn } = require('../kit');

/** Schedules one of each. The timers are due before the event loop goes on. */
function everything(label, next) {
  let open = 3;
  const last = () => --open === 0 && next();
  log(`--- ${label}`);
  setImmediate(() => (note(`${label} immediate`), last()));
  setTimeout(() => (note(`${label} timer 0`), last()), 0);
  setTimeout(() => (note(`${label} timer 1`), last()), 1);
  process.nextTick(note, `${label} tick`);
  Promise.resolve().then(() => note(`${label} job`));
  queueMicrotask(() => note(`${label} microtask`));
  Promise.reject(new Error('handled')).catch(() => note(`${label} catch`));
  (async () => {
    note(`${label} async`);
    await undefined;
    note(`${label} awaited`);
  })();
  new EventEmitter().on('event', () => note(`${label} event`)).emit('event');
  spin();
}

const { port1, port2 } = new MessageChannel();
const enter = {
  main: (fn) => fn(),
  tick: (fn) => process.nextTick(fn),
  job: (fn) => Promise.resolve().then(fn),
  microtask: (fn) => queueMicrotask(fn),
  timer: (fn) => setTimeout(fn, 1),
  immediate: (fn) => setImmediate(fn),
  'fs callback': (fn) => fs.access(__filename, fn),
  'fs promise': (fn) => fs.promises.access(__filename).then(fn),
  message: (fn) => (port1.once('message', fn), port2.postMessage('')),
  'tick of a timer': (fn) => setTimeout(() => process.nextTick(fn), 1),
  'job of an immediate': (fn) => setImmediate(() => Promise.resolve().then(fn)),
  'tick of a job of a tick': (fn) => process.nextTick(() => Promise.resolve().then(() => process.nextTick(fn))),
};
inTurn(
  ...Object.entries(enter).map(
    ([label, how]) =>
      (next) =>
        how(() => everything(label, next)),
  ),
  () => port1.close(),
);
