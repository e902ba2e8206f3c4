// it: events of sockets and servers of net, on both sides
'use strict';
const net = require('node:net');
const { listen, log, party, inTurn } = require('../kit');

const server = party('server');
const client = party('client');
const EVENTS = ['connect', 'ready', 'end', 'finish', 'close', 'drain', 'lookup'];

const echo = net.createServer({ allowHalfOpen: true }, (socket) => {
  server.note('listener');
  listen(socket, 'socket', EVENTS, server.note);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  socket.on('end', () => socket.end(text, () => server.note(`echoed ${text}`)));
});
listen(echo, 'server', ['listening', 'connection', 'close'], server.note);
echo.on('connection', async () => {
  server.note('second listener');
  await null;
  server.note('second listener went on');
});

function talk(text, next) {
  const socket = net.connect(echo.address().port, '127.0.0.1', () => client.note(`${text} connected`));
  listen(socket, text, EVENTS, client.note);
  socket.write(text, () => client.note(`${text} written`));
  socket.end(() => client.note(`${text} ended`));
  let back = '';
  socket.on('data', (chunk) => (back += chunk));
  socket.on('close', (failed) => (client.note(`${text} back ${back} ${failed}`), setImmediate(next)));
  client.note(`${text} asked`);
}
inTurn(
  (next) => echo.listen(0, '127.0.0.1', next),
  (next) => talk('one', next),
  (next) => talk('two', next),
  (next) => {
    // No server listens there.
    const socket = listen(net.connect(1, '127.0.0.1'), 'refused', ['connect', 'close'], client.note);
    socket.on('error', (error) => client.note(error.code));
    socket.on('close', () => setImmediate(next));
  },
  (next) => echo.close(() => (server.note('close callback'), next())),
  () => log('end'),
);
