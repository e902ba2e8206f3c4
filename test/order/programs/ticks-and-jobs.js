// it: ticks, promise jobs and microtasks in each other, three deep, in the main module, in a timer, an immediate and an I/O callback
'use strict';
const fs = require('node:fs');
const { log, inTurn } = require('../kit');

const QUEUES = {
  tick: (fn) => process.nextTick(fn),
  job: (fn) => Promise.resolve().then(fn),
  microtask: (fn) => queueMicrotask(fn),
  awaited: async (fn) => {
    await null;
    fn();
  },
};

/** In each queue a function which does the same one level deeper. `done` is called after the last of them. */
function nest(label, depth, done) {
  let left = Object.keys(QUEUES).length;
  const one = () => --left === 0 && done();
  for (const [name, queue] of Object.entries(QUEUES)) {
    queue(() => {
      log(`${label}/${name}`);
      if (depth > 1) nest(`${label}/${name}`, depth - 1, one);
      else one();
    });
  }
  log(label);
}

inTurn(
  (next) => nest('main', 3, () => setTimeout(next, 1)),
  (next) => nest('timer', 3, () => setImmediate(next)),
  (next) => nest('immediate', 3, () => fs.stat(__filename, next)),
  (next) => nest('fs', 3, next),
  () => log('end'),
);
