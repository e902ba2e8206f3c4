'use strict';
// An async function a connection: for await (data of socket). Prints {"listening":PORT}, serves until killed.
const net = require('net');
const { once } = require('events');
const { listen } = require('../common');

async function serve(socket) {
  try {
    for await (const data of socket) if (!socket.write(data)) await once(socket, 'drain');
  } catch {
    // the client is gone
  }
}
listen(net.createServer(serve));
