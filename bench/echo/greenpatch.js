'use strict';
// A fiber a connection with a blocking-style read(). Prints {"listening":PORT}, serves until killed.
const net = require('net');
const { listen } = require('../common');
const { spawn, wait } = require('../gp');

/** What a fiber reads from; it waits on a promise while nothing has come. */
class Reader {
  constructor(socket) {
    this.chunks = [];
    this.ended = false;
    this.wake = null;
    socket.on('data', (data) => this.take(data));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.ended = true;
      this.take(null);
    });
  }

  take(data) {
    const { wake } = this;
    this.wake = null;
    if (wake !== null) wake(data);
    else if (data !== null) this.chunks.push(data);
  }

  /** The next chunk, or null at the end. */
  read() {
    if (this.chunks.length > 0) return this.chunks.shift();
    return this.ended ? null : wait(new Promise((resolve) => (this.wake = resolve)));
  }
}

function serve(socket) {
  const reader = new Reader(socket);
  for (let data; (data = reader.read()) !== null;) socket.write(data);
}

listen(net.createServer((socket) => spawn(serve, socket)));
