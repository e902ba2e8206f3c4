// it: messages of a dgram socket
'use strict';
const dgram = require('node:dgram');
const { listen, note } = require('../kit');

const socket = listen(dgram.createSocket('udp4'), 'socket', ['listening', 'connect', 'close']);
let count = 0;
socket.on('message', async (message) => {
  note(`message ${message}`);
  await null;
  note(`went on ${message}`);
  if (++count === 3) socket.close(() => note('close callback'));
  else socket.send(`${count}`, socket.address().port, '127.0.0.1', (error) => note(`sent ${error}`));
});
socket.bind(0, '127.0.0.1', () => socket.send('0', socket.address().port, '127.0.0.1'));
note('main');
