'use strict';
// Every kind of place where Node calls user code, for programs that look at the same thing in each of them.
const { execFile } = require('node:child_process');
const crypto = require('node:crypto');
const dgram = require('node:dgram');
const events = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const { Readable } = require('node:stream');
const zlib = require('node:zlib');

const local = '127.0.0.1';

/** By name: runs something there, once. */
exports.entries = {
  job: (run) => void Promise.resolve().then(run),
  microtask: (run) => queueMicrotask(run),
  'async function': async (run) => (await null, run()),
  'async generator': async (run) => {
    for await (const chunk of Readable.from([1])) run(chunk);
  },
  'job of a timer': (run) => setTimeout(() => queueMicrotask(run), 1),
  tick: (run) => process.nextTick(run),
  'tick of a job': (run) => queueMicrotask(() => process.nextTick(run)),
  timer: (run) => setTimeout(run, 1),
  interval(run) {
    const timer = setInterval(() => (clearInterval(timer), run()), 1);
  },
  immediate: (run) => setImmediate(run),
  'callback of fs': (run) => fs.stat('/', run),
  'callback of crypto': (run) => crypto.randomBytes(8, run),
  'callback of zlib': (run) => zlib.gzip('text', run),
  'callback of a child': (run) => execFile('true', run),
  'end of a stream': (run) => Readable.from(['a']).on('end', run).resume(),
  'events.once': async (run) => {
    const emitter = new events.EventEmitter();
    setImmediate(() => emitter.emit('it'));
    await events.once(emitter, 'it');
    run();
  },
  'message of a port'(run) {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', () => (port1.close(), run()));
    port2.postMessage('');
  },
  'message of a socket'(run) {
    const socket = dgram.createSocket('udp4', () => (socket.close(), run()));
    socket.bind(0, local, () => socket.send('text', socket.address().port, local));
  },
  connection(run) {
    const server = net.createServer((socket) => (server.close(), socket.end(), run()));
    server.listen(0, local, () => net.connect(server.address().port, local).resume());
  },
  request(run) {
    const server = http.createServer((request, response) => (server.close(), response.end(), run()));
    server.listen(0, local, () => {
      http.get({ port: server.address().port, host: local, agent: false }, (response) => response.resume());
    });
  },
  'end of a body'(run) {
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => (server.close(), response.end(), run()));
    });
    server.listen(0, local, () => {
      const options = { port: server.address().port, host: local, agent: false, method: 'POST' };
      http.request(options, (response) => response.resume()).end('body');
    });
  },
};
