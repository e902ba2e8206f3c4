'use strict';
// A fiber a connection, in the calls that greenpatch adds to net: acceptSync, readSync, writeSync. Preloads greenpatch.
// Prints {"listening":PORT}, serves until killed.
const fs = require('fs');
const net = require('net');
const { spawn } = require('../gp');

function serve(socket) {
  try {
    for (let data; (data = socket.readSync()) !== null;) socket.writeSync(data);
  } catch {
    // the client is gone
  }
}

const server = net.createServer().listenSync({ port: 0, host: '127.0.0.1', backlog: 8192 });
fs.writeSync(1, JSON.stringify({ listening: server.address().port }) + '\n');
for (let socket; (socket = server.acceptSync()) !== null;) spawn(serve, socket);
