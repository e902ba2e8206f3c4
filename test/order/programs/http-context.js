// it: context of a request: async ids and the store entered by its handler, in the later events of request, response and socket
'use strict';
const { AsyncLocalStorage, executionAsyncId } = require('node:async_hooks');
const http = require('node:http');
const { log } = require('../kit');

const storage = new AsyncLocalStorage();
const owners = new Map();
function at(label) {
  const id = executionAsyncId();
  if (!owners.has(id)) owners.set(id, label);
  log(label, 'in', owners.get(id), 'store', storage.getStore());
}
let request;

const server = http.createServer((req, res) => {
  at('request');
  storage.enterWith('entered');
  at('entered');
  process.nextTick(at, 'tick');
  setImmediate(() => at('immediate'));
  req.once('data', () => {
    at('data');
    // The rest comes in another turn, when everything that belongs to this one is over.
    setImmediate(() => setImmediate(() => request.end('rest')));
  });
  req.on('end', () => {
    at('end');
    res.end('done');
    server.close();
  });
  for (const event of ['finish', 'close']) res.on(event, () => at(`response ${event}`));
  req.on('close', () => at('request close'));
});
server.on('connection', (socket) => {
  at('connection');
  storage.enterWith('connection');
  socket.on('close', () => at('socket close'));
});
server.listen(0, '127.0.0.1', () => {
  storage.enterWith('listening');
  at('listening');
  const { port } = server.address();
  request = http.request({ port, host: '127.0.0.1', method: 'POST', agent: false }, (response) => response.resume());
  request.write('first');
});
