// it: errors across tick and job queues with --unhandled-rejections=strict
// flags: --unhandled-rejections=strict
'use strict';
const fs = require('node:fs');
const { log, note, inTurn } = require('../kit');

process.on('uncaughtException', (error, origin) => note(`handler ${error.message} ${origin}`));
process.on('unhandledRejection', (error) => note(`unhandled ${error.message}`));
const fail = (label) => () => {
  note(label);
  throw new Error(label);
};
const turns = (count, next) => (count === 0 ? next() : setImmediate(turns, count - 1, next));

inTurn(
  (next) => fs.stat(__filename, () => turns(9, next)),
  (next) => {
    for (const label of ['first', 'second']) {
      process.nextTick(fail(`${label} tick`));
      queueMicrotask(fail(`${label} microtask`));
      Promise.resolve().then(fail(`${label} job`));
      setImmediate(fail(`${label} immediate`));
    }
    turns(9, next);
  },
  (next) => {
    for (const label of ['third', 'fourth', 'fifth']) {
      process.nextTick(fail(`${label} tick`));
      Promise.resolve().then(() => process.nextTick(fail(`${label} tick of a job`)));
    }
    turns(9, next);
  },
  () => log('end'),
);
