// it: messages of a MessageChannel, BroadcastChannel and receiveMessageOnPort among ticks, promise jobs and immediates
'use strict';
const { MessageChannel, BroadcastChannel, receiveMessageOnPort } = require('node:worker_threads');
const { log, note, inTurn } = require('../kit');

inTurn(
  (next) => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (message) => {
      note(`message ${message}`);
      if (message === 'first') port2.postMessage('answer');
      if (message === 'last') port1.close();
    });
    port1.on('close', () => (note('port 1 close'), setImmediate(next)));
    port2.on('close', () => note('port 2 close'));
    for (const message of ['first', 'second', 'third']) port2.postMessage(message);
    process.nextTick(() => port2.postMessage('of a tick'));
    queueMicrotask(() => port2.postMessage('of a microtask'));
    setImmediate(() => (note('immediate'), port2.postMessage('last')));
    note('posted');
  },
  (next) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      note(`event ${data}`);
      if (data === 2) port1.close();
    };
    port1.addEventListener('message', async ({ data }) => {
      note(`listener ${data}`);
      await null;
      note(`listener went on ${data}`);
    });
    port2.postMessage(1);
    port2.postMessage(2);
    port1.on('close', () => setImmediate(next));
  },
  (next) => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage('taken');
    log(receiveMessageOnPort(port2).message, receiveMessageOnPort(port2));
    port1.close();
    port1.on('close', () => setImmediate(next));
  },
  (next) => {
    const [from, to] = [new BroadcastChannel('order'), new BroadcastChannel('order')];
    to.onmessage = ({ data }) => {
      note(`broadcast ${data}`);
      if (data !== 2) return;
      from.close();
      to.close();
      setImmediate(next);
    };
    from.postMessage(1);
    from.postMessage(2);
  },
  (next) => {
    note(`clone ${structuredClone({ a: 1 }).a}`);
    process.nextTick(next);
  },
  () => note('end'),
);
