'use strict';
// Says back what it is told, after so many ms; closes the connection when that is `close`.
const { createRequire } = require('node:module');

const [, , port, folder] = process.argv;
const { WebSocketServer } = createRequire(`${folder}/package.json`)('ws');
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(port),
  verifyClient: ({ req }) => req.url !== '/forbidden',
});
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (message) => {
    const { ms, text } = JSON.parse(message);
    setTimeout(() => socket.send(text), ms);
  });
});
