// it: requests of an http server run in fibers: handlers that block serve all at once, and listeners of one request share a fiber
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const { spawn, inFiber, currentFiber, joinAll, wait, original } = require('greenpatch');
const { gate } = require('../hub/support/kit');
const { turns } = require('./support/kit');

const CLIENTS = 20;
const doors = [];
const server = http.createServer();
server.on('request', (request) => {
  assert.ok(inFiber());
  request.fiber = currentFiber();
  if (doors.length === CLIENTS - 1) {
    for (const door of doors) door.open(); // all of them are in here at once
  } else {
    doors.push(gate());
    doors.at(-1).pass();
  }
});
server.on('request', (request, response) => {
  assert.strictEqual(currentFiber(), request.fiber, 'the second listener comes after the first, in the same fiber');
  turns(1);
  response.setHeader('x-fiber', request.fiber.name);
  response.end(request.url);
});
wait(new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
const { port } = server.address();

const get = (path, options) =>
  new Promise((resolve, reject) => {
    http
      .get({ port, path, host: '127.0.0.1', agent: false, ...options }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text) => (body += text));
        response.on('end', () => resolve([body, response.headers['x-fiber']]));
      })
      .on('error', reject);
  });
const clients = Array.from({ length: CLIENTS }, (_, i) => spawn(() => wait(get(`/${i}`))));
joinAll(clients, { raiseError: true });
clients.forEach((client, i) => assert.deepStrictEqual(client.get(), [`/${i}`, 'http request']));

// Pipelined on one connection, answers keep their order although the first one blocks longest.
server.removeAllListeners('request');
server.on('request', ({ url }, response) => {
  turns(url === '/slow' ? 30 : 1);
  response.end(url);
});
const socket = require('node:net').connect(port, '127.0.0.1');
const text = wait(
  new Promise((resolve) => {
    let all = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      all += chunk;
      if (all.includes('/fast2')) resolve(all);
    });
    const request = (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    socket.write(request('/slow') + request('/fast') + request('/fast2'));
  }),
);
assert.deepStrictEqual(text.match(/\/(slow|fast2|fast)/g), ['/slow', '/fast', '/fast2']);
socket.destroy();

// The other events that carry a request.
server.on('checkContinue', (request, response) => {
  assert.ok(inFiber());
  turns();
  response.writeContinue();
  request.resume().on('end', () => response.end('continued'));
});
server.on('upgrade', (request, connection) => {
  assert.ok(inFiber());
  turns();
  connection.end('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nupgraded');
});
server.on('connect', (request, connection) => {
  assert.ok(inFiber());
  turns();
  connection.end('HTTP/1.1 200 OK\r\n\r\nconnected');
});
server.on('checkExpectation', (request, response) => {
  assert.ok(inFiber());
  turns();
  response.writeHead(417).end();
});
const raw = (lines) =>
  wait(
    new Promise((resolve) => {
      let all = '';
      const connection = require('node:net').connect(port, '127.0.0.1');
      connection.setEncoding('utf8').on('data', (chunk) => (all += chunk));
      connection.on('close', () => resolve(all));
      connection.write([...lines, 'Host: x', '', ''].join('\r\n'));
      if (lines.some((line) => line.includes('100-continue'))) connection.write('ab');
    }),
  );
assert.match(raw(['GET / HTTP/1.1', 'Connection: upgrade', 'Upgrade: x']), /^HTTP\/1\.1 101[^]*upgraded$/);
assert.match(raw(['CONNECT x:1 HTTP/1.1']), /^HTTP\/1\.1 200[^]*connected$/);
assert.match(
  raw(['POST / HTTP/1.1', 'Connection: close', 'Expect: 100-continue', 'Content-Length: 2']),
  /100 Continue[^]*continued/,
);
assert.match(raw(['GET / HTTP/1.1', 'Connection: close', 'Expect: nonsense']), /^HTTP\/1\.1 417/);

// What emit says about its listeners, parked or not.
server.removeAllListeners('request');
assert.strictEqual(server.emit('request', {}, {}), false);
server.once('request', () => {});
assert.strictEqual(server.emit('request', {}, {}), true);
let parked = false;
original(
  'timers',
  'setImmediate',
)(() => {
  // On the hub it returns when the fiber has parked.
  assert.ok(!inFiber());
  server.once('request', () => {
    turns(1);
    parked = true;
  });
  assert.strictEqual(server.emit('request', {}, {}), true);
  assert.ok(!parked);
});
while (!parked) turns(1);
// A replacement of what servers inherit is called.
const { prototype } = require('node:events');
const { emit } = prototype;
const heard = [];
prototype.emit = function (...args) {
  if (this === server) heard.push(args[0]);
  return Reflect.apply(emit, this, args);
};
server.emit('request', {}, {});
server.emit('anything');
assert.deepStrictEqual(heard, ['request', 'anything']);
prototype.emit = emit;
server.close();
server.closeAllConnections();
console.log('ok');
