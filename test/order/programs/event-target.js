// it: EventTarget and AbortSignal: order of listeners, once, signals, timeout, any
'use strict';
const { log, note, spin } = require('../kit');

const target = new EventTarget();
target.addEventListener('event', () => note('first'));
target.addEventListener('event', { handleEvent: () => note('object') });
target.addEventListener('event', () => note('once'), { once: true });
target.addEventListener('event', async () => {
  note('async');
  await null;
  note('async went on');
});
const removal = new AbortController();
target.addEventListener('event', () => note('with signal'), { signal: removal.signal });
target.addEventListener('stop', (event) => (note('stops'), event.stopImmediatePropagation()));
target.addEventListener('stop', () => note('never'));
for (const round of [1, 2]) {
  log('dispatch', target.dispatchEvent(new Event('event')));
  target.dispatchEvent(new Event('stop'));
  note(`dispatched ${round}`);
  removal.abort();
}

const controller = new AbortController();
controller.signal.onabort = () => note('onabort');
controller.signal.addEventListener('abort', () => note('abort listener'));
const any = AbortSignal.any([controller.signal, new AbortController().signal]);
any.addEventListener('abort', () => note('any'));
process.nextTick(() => {
  controller.abort(new Error('reason'));
  note(`aborted ${any.reason.message}`);
});

AbortSignal.timeout(1).addEventListener('abort', (event) => note(`timeout ${event.target.reason.name}`));
setTimeout(note, 1, 'timer'); // keeps the loop alive, as the signal's own timer does not
queueMicrotask(() => target.dispatchEvent(new Event('event')));
setImmediate(() => target.dispatchEvent(new Event('event')));
spin();
