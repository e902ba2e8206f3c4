// it: hooks of async_hooks: init, before, after, destroy and promiseResolve of the program's own resources
// flags: --min-semi-space-size=64 --max-semi-space-size=64
// Room enough that no collection takes place: it would tell of promises that are destroyed.
'use strict';
const { createHook, executionAsyncId, triggerAsyncId, AsyncResource } = require('node:async_hooks');
const fs = require('node:fs');
const { log, inTurn } = require('../kit');

/** What the program itself makes; numbers are given in the order of making. */
const TYPES = ['Timeout', 'Immediate', 'TickObject', 'PROMISE', 'Microtask', 'FSREQCALLBACK', 'Own'];
const numbers = new Map();
const name = (id) => numbers.get(id) ?? 'outside';
const hook = createHook({
  init(id, type, trigger) {
    if (!TYPES.includes(type)) return;
    numbers.set(id, `${type} ${numbers.size}`);
    log('init', name(id), 'by', name(trigger));
  },
  before: (id) => numbers.has(id) && log('before', name(id)),
  after: (id) => numbers.has(id) && log('after', name(id)),
  destroy: (id) => numbers.has(id) && log('destroy', name(id)),
  promiseResolve: (id) => numbers.has(id) && log('resolve', name(id)),
});
const here = (label) => log(label, 'in', name(executionAsyncId()), 'by', name(triggerAsyncId()));

inTurn(
  (next) => {
    hook.enable();
    setTimeout(() => {
      here('timer');
      process.nextTick(() => here('tick of timer'));
      Promise.resolve().then(() => here('job of timer'));
      setImmediate(next);
    }, 1);
  },
  (next) => {
    here('immediate');
    queueMicrotask(() => here('microtask'));
    process.nextTick(() => {
      here('tick');
      process.nextTick(next);
    });
  },
  async (next) => {
    here('async');
    await null;
    here('awaited');
    await new Promise((resolve) => setImmediate(resolve));
    here('awaited an immediate');
    fs.access(__filename, () => {
      here('fs');
      next();
    });
  },
  (next) => {
    const own = new AsyncResource('Own');
    setImmediate(() => {
      here('before own');
      own.runInAsyncScope(() => {
        here('own');
        process.nextTick(() => here('tick of own'));
        Promise.resolve().then(() => here('job of own'));
      });
      here('after own');
      own.emitDestroy();
      setImmediate(next);
    });
  },
  (next) => {
    const interval = setInterval(() => {
      here('interval');
      clearInterval(interval);
      setImmediate(next);
    }, 1);
  },
  (next) => {
    clearTimeout(setTimeout(log, 1, 'never'));
    clearImmediate(setImmediate(log, 'never'));
    setImmediate(next);
  },
  (next) => setImmediate(next),
  () => hook.disable(),
);
