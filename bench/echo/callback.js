'use strict';
// Node's limit: socket.on('data', write back). Prints {"listening":PORT}, serves until killed.
const net = require('net');
const { listen } = require('../common');

const server = net.createServer((socket) => {
  socket.on('data', (data) => socket.write(data));
  socket.on('error', () => {});
});
listen(server);
