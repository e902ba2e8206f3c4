// it: the store that uncaughtException and unhandledRejection listeners see, after run and after enterWith
'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');
const { log, inTurn } = require('../kit');

const storage = new AsyncLocalStorage();
const PLACES = {
  tick: (fn) => process.nextTick(fn),
  microtask: (fn) => queueMicrotask(fn),
  timer: (fn) => setTimeout(fn, 1),
  immediate: (fn) => setImmediate(fn),
  job: (fn) => void Promise.resolve().then(fn),
};
let next;
const handler = (event) => (error) => {
  log(event, error.message, storage.getStore());
  process.nextTick(() => log('tick of the handler', storage.getStore()));
  setImmediate(() => setImmediate(next));
};
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, handler(event));
const fail = (label) => () => {
  log(label, storage.getStore());
  throw new Error(label);
};
const steps = [];
for (const [name, place] of Object.entries(PLACES)) {
  steps.push(() => storage.run('run', place, fail(`${name}, run`)));
  steps.push(() => place(() => (storage.enterWith('entered'), fail(`${name}, enterWith`)())));
  steps.push(() => place(() => storage.run('inner', fail(`${name}, run in it`))));
}
// Each step in a context of its own, which has no store.
inTurn(
  ...steps.map((step) => (go) => {
    next = go;
    storage.run(undefined, step);
  }),
  () => log('end'),
);
