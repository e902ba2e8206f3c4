// it: domains: which one is active in each callback, and which gets the error
'use strict';
const domain = require('node:domain');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const { log, spin, inTurn } = require('../kit');

const names = new Map();
const named = (name) => {
  const made = domain.create();
  names.set(made, name);
  return made;
};
const where = (label) => log(label, process.domain ? names.get(process.domain) : 'none');
function everywhere(label, next) {
  where(label);
  process.nextTick(where, `${label} > tick`);
  Promise.resolve().then(() => where(`${label} > job`));
  queueMicrotask(() => where(`${label} > microtask`));
  setImmediate(where, `${label} > immediate`);
  setTimeout(() => {
    where(`${label} > timer`);
    fs.stat(__filename, () => (where(`${label} > fs`), next()));
  }, 1);
}
/** An error in each place, one after another, each reported to the domain. */
const PLACES = {
  tick: (fn) => process.nextTick(fn),
  timer: (fn) => setTimeout(fn, 1),
  immediate: (fn) => setImmediate(fn),
  microtask: (fn) => queueMicrotask(fn),
  fs: (fn) => fs.stat(__filename, fn),
  job: (fn) => void Promise.resolve().then(fn),
};

const outer = named('outer');
const inner = named('inner');
const inFs = named('fs');
inTurn(
  (next) => {
    outer.run(() => {
      where('run');
      inner.run(where, 'nested run');
      process.nextTick(() => (where('tick'), inner.run(() => process.nextTick(where, 'tick of inner'))));
      setTimeout(() => where('timer'), 1);
      setImmediate(() => where('immediate'));
      Promise.resolve().then(() => where('job'));
    });
    where('after run');
    spin();
    setImmediate(() => setImmediate(next));
  },
  (next) => {
    inner.run(() => fs.stat(__filename, () => everywhere('callback', next)));
  },
  (next) => {
    const emitter = new EventEmitter();
    outer.add(emitter);
    emitter.on('event', () => where('event'));
    emitter.emit('event');
    setImmediate(() => (emitter.emit('event'), next()));
  },
  (next) => {
    const bound = inFs.bind((text) => where(`bound ${text}`));
    setTimeout(() => (bound('x'), inFs.intercept(where)(null, 'intercepted'), where('after bound'), next()), 1);
  },
  ...Object.entries(PLACES).map(([label, place]) => (next) => {
    const failing = named(label);
    const handler = (by) => (error) => {
      log(by, error.message, names.get(error.domain), error.domainThrown);
      where(`${by} handler`);
      process.nextTick(where, `tick of the ${by} handler`);
      setImmediate(() => setImmediate(next));
    };
    failing.once('error', handler('domain'));
    process.removeAllListeners('uncaughtException').once('uncaughtException', handler('process'));
    failing.run(() =>
      place(() => {
        where(label);
        process.nextTick(where, `${label} > tick`);
        throw new Error(label);
      }),
    );
  }),
  () => where('end'),
);
