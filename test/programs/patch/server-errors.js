// it: an error in a request handler ends where it ends in Node, before and after the handler has parked
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const { wait } = require('greenpatch');
const { turns } = require('./support/kit');

const uncaught = [];
process.on('uncaughtException', (error, origin) => uncaught.push([error.message, origin]));
const server = http.createServer(({ url }, response) => {
  if (url === '/late') turns();
  response.end('sent');
  throw new Error(url);
});
wait(new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
const { port } = server.address();
const status = (path) =>
  wait(
    new Promise((resolve) =>
      http.get({ port, path, host: '127.0.0.1', agent: false }, (response) => resolve(response.resume().statusCode)),
    ),
  );
assert.strictEqual(status('/soon'), 200);
assert.strictEqual(status('/late'), 200);
while (uncaught.length < 2) turns(1);
assert.deepStrictEqual(uncaught, [
  ['/soon', 'uncaughtException'],
  ['/late', 'uncaughtException'],
]);
// A plain emit on the hub throws at its caller.
setImmediate(() => {
  server.removeAllListeners('request');
  server.on('request', () => {
    throw new RangeError('at the caller');
  });
  assert.throws(() => server.emit('request'), new RangeError('at the caller'));
  server.close();
  server.closeAllConnections();
  console.log('ok');
});
