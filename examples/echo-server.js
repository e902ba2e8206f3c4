'use strict';

// node -r greenpatch examples/echo-server.js
// A server for many clients at once, in a straight line: no callback, no event, no await.

const net = require('node:net');
const { joinAll, spawn } = require('greenpatch');

function serve(socket) {
  for (let data; (data = socket.readSync()) !== null;) socket.writeSync(data);
}

function accept(server) {
  for (let socket; (socket = server.acceptSync()) !== null;) spawn(serve, socket);
}

const server = net.createServer().listenSync(0, '127.0.0.1');
spawn(accept, server);

function say(text) {
  const socket = net.connectSync(server.address().port, '127.0.0.1');
  socket.writeSync(`${text}\n`);
  console.log(socket.readLineSync());
  socket.endSync();
}

joinAll(['ping', 'pong'].map((text) => spawn(say, text)));
server.close();
