'use strict';
// A fiber per connection with a blocking-style read(). Prints {"listening":PORT}, serves until killed.
const net = require('net');
const { listen } = require('../common');
const { Fiber, spawn } = require('../fibers-hub');

function reader(socket) {
  const queue = [];
  let ended = false;
  let waiting = null;
  const wake = () => {
    if (waiting === null) return;
    const fiber = waiting;
    waiting = null;
    fiber.run();
  };
  socket.on('data', (data) => {
    queue.push(data);
    wake();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    ended = true;
    wake();
  });
  return () => {
    while (queue.length === 0 && !ended) {
      waiting = Fiber.current;
      Fiber.yield();
    }
    return queue.length > 0 ? queue.shift() : null;
  };
}

const server = net.createServer((socket) =>
  spawn(() => {
    const read = reader(socket);
    for (let data; (data = read()) !== null;) socket.write(data);
  }),
);
listen(server);
