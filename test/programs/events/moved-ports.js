// it: a port moved into another context gives its messages in order where listeners, receivers and getters in there block
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { MessageChannel, moveMessagePortToContext, receiveMessageOnPort } = require('node:worker_threads');

const COUNT = 10;
const MESSAGES = 5;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = () => void Atomics.wait(cell, 0, 0, 2);
const kinds = {
  listener: `
    const got = [];
    port.onmessage = (event) => {
      block();
      got.push((event.data ?? event).n);
      block();
      if (got.length === MESSAGES) done(got.join());
    };
    port.start();`,
  receiver: `
    const got = [];
    for (let one; (one = receiveMessageOnPort(port)); block()) {
      if (!(one.message instanceof Object)) throw new Error('of another context');
      got.push(one.message.n);
    }
    done(got.join());`,
  getter: `
    const got = [];
    port.onmessage = (event) => got.push((event.data ?? event).n);
    port.start();
    port.postMessage({ get text() { block(); return 'from ' + n; } });`,
};
const use = (kind, n) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const done = (value) => (port1.close(), resolve(value));
    const globals = { block, done: (value) => done(value), n, MESSAGES, receiveMessageOnPort };
    const context = vm.createContext(globals);
    globals.port = moveMessagePortToContext(port2, context);
    for (let i = 0; i < MESSAGES; i++) port1.postMessage({ n: n * MESSAGES + i });
    if (kind === 'getter') port1.on('message', ({ text }) => (block(), done(text)));
    setImmediate(() => vm.runInContext(`{${kinds[kind]}}`, context));
  });
const expected = (n) => Array.from({ length: MESSAGES }, (_, i) => n * MESSAGES + i).join();

(async () => {
  for (const kind of Object.keys(kinds)) {
    const results = await Promise.all(Array.from({ length: COUNT }, (_, n) => use(kind, n)));
    results.forEach((result, n) => assert.strictEqual(result, kind === 'getter' ? `from ${n}` : expected(n), kind));
  }
  console.log('ok');
})();
