// it: values of AsyncLocalStorage at each step: run, exit, enterWith, bind, snapshot, in every kind of callback
'use strict';
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const { PassThrough } = require('node:stream');
const { log, inTurn } = require('../kit');

const one = new AsyncLocalStorage();
const two = new AsyncLocalStorage();
const at = (label) => log(label, one.getStore(), two.getStore());

function everywhere(label, next) {
  at(label);
  process.nextTick(at, `${label} > tick`);
  queueMicrotask(() => at(`${label} > microtask`));
  Promise.resolve().then(() => at(`${label} > job`));
  Promise.reject(new Error('x')).catch(() => two.run('caught', at, `${label} > catch`));
  (async () => {
    await null;
    at(`${label} > awaited`);
    one.enterWith(`${label} entered`);
    at(`${label} > entered`);
    await null;
    at(`${label} > after entered`);
  })();
  one.exit(() => (at(`${label} > exit`), process.nextTick(at, `${label} > tick of exit`)));
  setImmediate(() => {
    at(`${label} > immediate`);
    two.enterWith(`${label} immediate`);
    setTimeout(() => {
      at(`${label} > timer`);
      fs.access(__filename, () => {
        at(`${label} > fs`);
        next();
      });
      one.enterWith('left behind');
    }, 1);
  });
  at(`${label} end`);
}

inTurn(
  (next) => everywhere('main', next),
  (next) => one.run('run', everywhere, 'run', next),
  (next) => (at('again'), two.run('two', () => one.run('both', everywhere, 'both', next))),
  (next) => {
    const bound = one.run('bound', () => AsyncLocalStorage.bind(at));
    const snapshot = two.run('snapshot', () => AsyncLocalStorage.snapshot());
    const resource = one.run('resource', () => new AsyncResource('Own'));
    setImmediate(() => {
      bound('bound');
      snapshot(at, 'snapshot');
      resource.runInAsyncScope(at, null, 'resource');
      resource.runInAsyncScope(() => process.nextTick(at, 'tick of resource'));
      at('after bound');
      setImmediate(next);
    });
  },
  (next) => {
    // Events have the context of the code that emits them.
    const emitter = new EventEmitter();
    one.run('listens', () => emitter.on('event', () => at('event')));
    one.run('emits', () => emitter.emit('event'));
    const stream = one.run('stream', () => new PassThrough({ objectMode: true }));
    one.run('listener', () => stream.on('data', (value) => at(`data ${value}`)).on('end', () => at('stream end')));
    one.run('writes', () => stream.write('written'));
    one.run('ends', () => stream.end());
    stream.on('close', () => (at('close'), setImmediate(next)));
  },
  async (next) => {
    async function* generate() {
      at('generator');
      yield one.run('inside', () => (at('in generator'), 1));
      at('generator went on');
      yield 2;
    }
    const iterator = one.run('iterator', () => generate());
    for (const name of ['first', 'second', 'third']) await one.run(name, () => iterator.next());
    const promise = one.run('makes', () => Promise.resolve());
    await one.run('thens', () => promise.then(() => at('then')));
    const thenable = { then: (resolve) => (at('thenable'), resolve()) };
    await one.run('awaits', async () => (await thenable, at('awaited thenable')));
    at('after all');
    next();
  },
  (next) => {
    let calls = 0;
    const interval = one.run('interval', () =>
      setInterval(() => {
        at(`interval ${++calls}`);
        one.enterWith(`entered ${calls}`);
        if (calls < 3) return;
        clearInterval(interval);
        next();
      }, 1),
    );
  },
  () => at('end'),
);
