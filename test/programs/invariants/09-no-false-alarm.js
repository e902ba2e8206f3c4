// it: invariant 9: fibers with work under way keep the process alive and are no deadlock
'use strict';
const assert = require('node:assert');
const { execFile } = require('node:child_process');
const dns = require('node:dns');
const fs = require('node:fs');
const net = require('node:net');
const { Worker } = require('node:worker_threads');
const { spawn, spawnLater, sleep, wait, joinAll } = require('greenpatch/api');
const { park, runMain, watchForDeadlock } = require('../../../dist/hub');

watchForDeadlock();
process.on('warning', (warning) => assert.fail(`warned: ${warning}`));

const work = {
  sleep: () => sleep(20),
  'spawned later': () => spawnLater(20, () => {}).join(),
  timer: () => wait(new Promise((done) => setTimeout(done, 20))),
  file: () => wait(fs.promises.readFile(__filename)),
  'child process': () => wait(new Promise((done) => execFile(process.execPath, ['-v'], done))),
  lookup: () => wait(dns.promises.lookup('localhost')),
  worker: () => wait(new Promise((done) => new Worker('', { eval: true }).once('exit', done))),
  server() {
    const server = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    wait(new Promise((done) => server.once('listening', done)));
    const socket = net.connect(server.address().port, '127.0.0.1');
    wait(new Promise((done) => socket.once('data', done)));
    wait(new Promise((done) => server.close(done)));
  },
};
let done = 0;
runMain(() => {
  // One after the other in the main fiber, and each in a fiber of its own.
  const fibers = Object.values(work).map((one) => spawn(() => (one(), done++)));
  for (const one of Object.values(work)) (one(), done++);
  joinAll(fibers, { raiseError: true });
});

// A listener of beforeExit that begins something, before or after the watch's own: Node goes on, and so does this.
let beats = 0;
process.on('beforeExit', () => {
  if (beats === 0) wake?.();
  if (beats++ === 1) setTimeout(() => wake(), 1);
});
let wake;
const parkOnce = () => park({ what: 'beforeExit', start: (waker) => (wake = () => waker.resolve()) });
spawn(() => (parkOnce(), parkOnce(), done++));
process.on('exit', () => {
  assert.strictEqual(beats, 3);
  assert.strictEqual(done, Object.keys(work).length * 2 + 1);
  console.log('ok');
});
