// it: event emitters: order of listeners, newListener, once, captureRejections, errorMonitor, emit within emit
'use strict';
const { EventEmitter, errorMonitor } = require('node:events');
const { log, note } = require('../kit');

const plain = new EventEmitter();
plain.on('newListener', (name) => note(`newListener ${String(name)}`));
plain.on('event', () => (note('first'), plain.emit('inner')));
plain.prependListener('event', () => note('prepended'));
plain.once('event', () => note('once'));
plain.on('inner', () => note('inner'));
plain.on('event', async () => {
  note('async listener');
  await null;
  note('async listener went on');
});
for (const round of [1, 2]) {
  log('emit', plain.emit('event'));
  note(`emitted ${round}`);
}
process.nextTick(() => plain.emit('inner'));
setImmediate(() => plain.emit('inner'));

const capturing = new EventEmitter({ captureRejections: true });
capturing.on('error', (error) => note(`error ${error.message}`));
capturing.on(errorMonitor, (error) => note(`monitor ${error.message}`));
capturing.on('event', async (value) => {
  note(`captured listener ${value}`);
  throw new Error(`rejected ${value}`);
});
capturing.on('event', async () => {
  await null;
  throw new Error('rejected later');
});
capturing.emit('event', 1);
note('after emit');
process.nextTick(() => capturing.emit('event', 2));

const own = new EventEmitter({ captureRejections: true });
own[Symbol.for('nodejs.rejection')] = (error, event) => note(`own ${event} ${error.message}`);
own.on('event', async () => {
  throw new Error('x');
});
own.emit('event');
try {
  new EventEmitter().emit('error', new Error('nobody listens'));
} catch (error) {
  note(error.message);
}
