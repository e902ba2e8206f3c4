// it: thousands of added calls, and killed ones at every point, leave no handle, descriptor, listener or error behind
// preload: greenpatch
// flags: --expose-gc
// timeout: 60000
'use strict';
const assert = require('node:assert');
const dns = require('node:dns');
const events = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const stream = require('node:stream');
const { idle, joinAll, killAll, spawn } = require('greenpatch');

process.on('uncaughtException', (error) => {
  console.error('uncaught', error);
  process.exit(1);
});
const server = net.createServer().listenSync(0, '127.0.0.1');
const { port } = server.address();
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const web = http.createServer((request, response) => response.end('x'.repeat(100))).listenSync(0, '127.0.0.1');
spawn(() => {
  for (let socket; (socket = server.acceptSync()) !== null;) spawn(echo, socket);
});
function echo(socket) {
  try {
    for (let line; (line = socket.readLineSync()) !== null;) socket.writeSync(`${line}\n`);
  } catch {
    // the peer was killed
  } finally {
    socket.destroy();
  }
}

const emitter = new events.EventEmitter().setMaxListeners(0);
/** One of each, all of which come to their end unless they are killed. */
function conversation() {
  let socket;
  const source = new stream.PassThrough();
  try {
    socket = net.connectSync(port, '127.0.0.1');
    socket.writeSync('one\ntwo\n');
    socket.readLineSync();
    String(socket.readSync(4));
    http.getSync({ host: '127.0.0.1', port: web.address().port, agent, timeout: 20_000 });
    dns.lookupSync('localhost');
    setImmediate(() => emitter.emit('it'));
    events.onceSync(emitter, 'it', { timeout: 20_000 });
    source.end('content');
    stream.pipelineSync(source, new stream.PassThrough().resume());
    socket.endSync();
    socket.readSync();
  } finally {
    socket?.destroy();
    source.destroy();
  }
}
const turns = (n) => {
  for (let i = 0; i < n; i++) idle();
};
const settle = () => {
  while (process._getActiveHandles().some((handle) => handle instanceof net.Socket && handle.remotePort === port))
    idle();
  while (process._getActiveRequests().length > 0) idle(); // names that are being looked up for those that were killed
  turns(20);
};
const descriptors = () => (process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').length : 0);
const state = () => {
  settle();
  agent.destroy();
  settle();
  return {
    handles: process._getActiveHandles().length,
    requests: process._getActiveRequests().length,
    descriptors: descriptors(),
    listeners: [emitter, server, web, process].map((one) =>
      one.eventNames().reduce((sum, name) => sum + one.listenerCount(name), 0),
    ),
  };
};
const heap = () => {
  for (let i = 0; i < 3; i++) (global.gc(), turns(5));
  return process.memoryUsage().heapUsed;
};

const many = (times, width) => {
  for (let i = 0; i < times; i++)
    joinAll(
      Array.from({ length: width }, () => spawn(conversation)),
      { raiseError: true },
    );
};
many(2, 20);
const before = state();
const heapBefore = heap();
many(25, 20);
assert.deepStrictEqual(state(), before);

// Killed after every possible number of turns.
for (let after = 0; after < 40; after++) {
  const fibers = Array.from({ length: 8 }, () => spawn(conversation));
  turns(after);
  killAll(fibers);
  for (const { state: how } of fibers) assert.match(how, /^(killed|done)$/);
}
assert.deepStrictEqual(state(), before);
const grown = heap() - heapBefore;
assert.ok(grown < 3 << 20, `the heap has grown by ${grown} bytes`);

// The next ones have nothing to do with those that were killed.
many(1, 20);
assert.deepStrictEqual(state(), before);
server.close();
web.close();
agent.destroy();
console.log('ok');
