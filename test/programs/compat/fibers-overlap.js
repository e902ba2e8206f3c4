// it: node-fibers that entry points run block at the same time: those of tasks, timers, ticks, promise jobs and events
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const net = require('node:net');
const Fiber = require('fibers');
const Future = require('fibers/future');
const { meeting, until } = require('../jobs/support/kit');

const COUNT = 20;
const starts = {
  tasks: (n, body) => void Future.task(body),
  futures: (n, body) => void body.future()(),
  timers: (n, body) => setTimeout(() => Fiber(body).run(), 0),
  immediates: (n, body) => setImmediate(() => Fiber(body).run()),
  ticks: (n, body) => process.nextTick(() => Fiber(body).run()),
  'promise jobs': (n, body) => void Promise.resolve().then(() => Fiber(body).run()),
  'waits for a future': (n, body) => {
    const future = new Future();
    Fiber(() => (future.wait(), body())).run();
    setTimeout(() => future.return(), 1);
  },
  // The bytes arrive on the hub, in the midst of what must stay in order.
  'bytes of a socket': (n, body) => {
    const server = net
      .createServer((socket) => socket.end('bytes'))
      .listen(0, '127.0.0.1', () => {
        const future = new Future();
        Fiber(() => (future.wait(), server.close(), body())).run();
        net.connect(server.address().port, '127.0.0.1').on('data', () => future.return());
      });
  },
};
for (const [name, start] of Object.entries(starts)) {
  const all = meeting(COUNT);
  let ended = 0;
  for (let n = 0; n < COUNT; n++) {
    start(n, () => {
      all.attend();
      assert.ok(Fiber.current, name);
      ended++;
    });
  }
  until(() => ended === COUNT, name);
  assert.strictEqual(all.most, COUNT, name);
}
console.log('ok');
