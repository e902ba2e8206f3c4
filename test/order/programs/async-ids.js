// it: executionAsyncId, triggerAsyncId and executionAsyncResource: which callbacks share them and who triggered whom
'use strict';
const { executionAsyncId, triggerAsyncId, executionAsyncResource, AsyncResource } = require('node:async_hooks');
const { EventEmitterAsyncResource } = require('node:events');
const fs = require('node:fs');
const { log, inTurn } = require('../kit');

/** Ids that have been seen, and the label of the place that was the first to run in each. */
const owners = new Map();
function at(label) {
  const [id, trigger] = [executionAsyncId(), triggerAsyncId()];
  if (!owners.has(id)) owners.set(id, label);
  const marks = executionAsyncResource();
  log(label, 'in', owners.get(id), 'by', owners.get(trigger) ?? 'unseen', 'resource', marks.mark ?? 'unmarked');
  marks.mark = label;
}
function everywhere(label, next) {
  at(label);
  process.nextTick(() => (at(`${label} > tick`), process.nextTick(at, `${label} > tick > tick`)));
  queueMicrotask(() => at(`${label} > microtask`));
  Promise.resolve().then(() => at(`${label} > job`));
  (async () => {
    at(`${label} > async`);
    await null;
    at(`${label} > awaited`);
  })();
  setImmediate(() => {
    at(`${label} > immediate`);
    setTimeout(() => {
      at(`${label} > timer`);
      fs.access(__filename, () => {
        at(`${label} > fs`);
        next?.();
      });
    }, 1);
  });
  at(`${label} end`);
}

inTurn(
  (next) => everywhere('main', next),
  (next) => everywhere('fs', () => setImmediate(next)),
  (next) => {
    const resource = new AsyncResource('Own', { triggerAsyncId: executionAsyncId() });
    log('resource', resource.triggerAsyncId() === executionAsyncId());
    resource.runInAsyncScope(everywhere, null, 'resource', () => process.nextTick(next));
    at('after resource');
  },
  (next) => {
    const emitter = new EventEmitterAsyncResource({ name: 'Emitter' });
    emitter.on('event', () => at('event'));
    emitter.emit('event');
    at('after event');
    setTimeout(() => (emitter.emit('event'), at('after event in a timer'), next()), 1);
  },
  (next) => {
    let calls = 0;
    const interval = setInterval(() => {
      at(`interval ${++calls}`);
      if (calls < 3) return;
      clearInterval(interval);
      next();
    }, 1);
  },
  () => at('end'),
);
