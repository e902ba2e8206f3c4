// it: a server listens and accepts in a straight line: 50 connections at once, in order, to fibers in order, until it is closed
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { currentFiber, idle, joinAll, killAll, spawn, wait, withTimeout } = require('greenpatch');

// The straight-line echo server, and 50 clients that are all in flight together.
const server = net.createServer();
assert.throws(() => server.acceptSync(), { code: 'ERR_SERVER_NOT_RUNNING' });
assert.strictEqual(server.listenSync(0, '127.0.0.1'), server);
const { port } = server.address();
let inFlight = 0;
let most = 0;
let accepted = 0;
const acceptor = spawn(() => {
  for (let socket; (socket = server.acceptSync()) !== null;) {
    accepted++;
    spawn(echo, socket);
  }
  return 'closed';
});
function echo(socket) {
  most = Math.max(most, ++inFlight);
  for (let data; (data = socket.readSync()) !== null;) socket.writeSync(data);
  inFlight--;
}
const N = 50;
const clients = Array.from({ length: N }, (_, i) =>
  spawn(() => {
    const socket = net.connectSync(port, '127.0.0.1');
    socket.writeSync(`hello ${i}\n`);
    assert.strictEqual(socket.readLineSync(), `hello ${i}`);
    while (most < N) idle(); // no client leaves before all are there
    socket.endSync('bye\n');
    assert.strictEqual(socket.readLineSync(), 'bye');
    assert.strictEqual(socket.readLineSync(), null);
  }),
);
joinAll(clients, { raiseError: true });
assert.deepStrictEqual([most, accepted], [N, N]);

// Closed while a connection is still in use: nothing waits for that.
const last = net.connectSync(port, '127.0.0.1');
last.writeSync('x');
assert.strictEqual(String(last.readSync()), 'x');
server.close();
assert.strictEqual(acceptor.get(), 'closed');
assert.strictEqual(server.acceptSync(), null);
assert.ok(!last.destroyed);
last.endSync();

// Listening again. Those who accept are served in order; a killed one's connection goes to the next.
server.listenSync({ port, host: '127.0.0.1' });
const order = [];
const acceptors = ['a', 'b', 'c', 'd'].map((name) =>
  spawn(() => {
    const socket = server.acceptSync();
    order.push(name);
    return socket;
  }),
);
idle();
acceptors[1].kill();
server.prependOnceListener('connection', () => spawn(() => killAll([acceptors[0]])));
const dialled = [1, 2].map(() => net.connectSync(port, '127.0.0.1'));
joinAll(acceptors);
assert.deepStrictEqual(order, ['c', 'd']);
assert.deepStrictEqual(
  acceptors.map(({ state }) => state),
  ['killed', 'killed', 'done', 'done'],
);
for (const socket of [...dialled, acceptors[2].get(), acceptors[3].get()]) socket.destroy();
assert.throws(() => withTimeout(10, () => server.acceptSync()), { code: 'ERR_GREENPATCH_TIMEOUT' });

// Connections wait to be accepted; those that are never accepted end with the server.
const early = [1, 2, 3].map((n) => {
  const socket = net.connectSync(port, '127.0.0.1');
  socket.writeSync(`${n}`);
  return socket;
});
assert.strictEqual(String(server.acceptSync().readSync()), '1');
while (wait(new Promise((resolve) => server.getConnections((_, n) => resolve(n)))) < 3) idle();
server.close();
for (const socket of early.slice(1)) {
  try {
    assert.strictEqual(socket.readSync(), null);
  } catch (error) {
    assert.strictEqual(error.code, 'ECONNRESET');
  }
}
early[0].destroy();

// Errors of listen, as Node gives them.
const other = net.createServer().listenSync(0, '127.0.0.1');
const taken = other.address().port;
const third = net.createServer();
(function straight() {
  try {
    third.listenSync(taken, '127.0.0.1');
    assert.fail();
  } catch (error) {
    assert.deepStrictEqual([error.code, error.syscall, error.port], ['EADDRINUSE', 'listen', taken]);
    assert.match(error.stack.split('\n')[1], /at straight /, error.stack);
  }
})();
assert.throws(() => other.listenSync(0), { code: 'ERR_SERVER_ALREADY_LISTEN' });
assert.throws(() => third.listenSync(1e6), { code: 'ERR_SOCKET_BAD_PORT' });
assert.throws(() => third.listenSync({ backlog: 1 }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.deepStrictEqual([third.listenerCount('error'), third.listenerCount('listening')], [0, 1]);
const dropped = spawn(() => third.listenSync(0, 'localhost'));
idle();
killAll([dropped]);
for (let i = 0; i < 20; i++) idle();
assert.ok(dropped.state === 'done' || !third.listening, 'what was killed does not listen later');
third.close();

// Connections that listeners get are not accepted, and the other way round.
const web = http.createServer((request, response) => response.end(currentFiber().name)).listenSync(0, '127.0.0.1');
assert.throws(() => web.acceptSync(), { code: 'ERR_GREENPATCH_BUSY' });
assert.strictEqual(http.getSync({ port: web.address().port, host: '127.0.0.1', agent: false }).text(), 'http request');
web.close();
let heard = 0;
other.on('connection', (socket) => (heard++, socket.end('from the listener')));
assert.throws(() => other.acceptSync(), { code: 'ERR_GREENPATCH_BUSY' });
assert.strictEqual(net.connectSync(taken, '127.0.0.1').readLineSync(), 'from the listener');
assert.strictEqual(heard, 1);
other.removeAllListeners('connection');
other.close();
console.log('ok');
