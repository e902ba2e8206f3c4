// it: invariant 4: two fibers that wake each other for ever starve no timer, immediate, file, socket, promise or worker
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');
const { Worker } = require('node:worker_threads');
const { spawn, sleep } = require('greenpatch/api');
const { gate } = require('../hub/support/kit');

const waiting = new Set(['timer', 'immediate', 'file', 'socket', 'promise', 'worker', 'sleeping fiber', 'interval']);
let rounds = 0;
const roundsAt = {};
const arrived = (name) => {
  waiting.delete(name);
  roundsAt[name] = rounds;
};

const doors = [gate(), gate()];
function player(me) {
  const mine = doors[me];
  const other = doors[1 - me];
  while (waiting.size > 0 || rounds < 1000) {
    rounds++;
    other.waker?.resolve();
    mine.pass();
  }
  other.waker?.resolve();
}
const players = [spawn(player, 0), spawn(player, 1)];
const forever = spawn(function chain() {
  if (waiting.size > 0) spawn(chain); // a fiber is always fresh, too
});
const yielding = spawn(() => {
  while (waiting.size > 0) sleep(0);
});

setTimeout(arrived, 5, 'timer');
setImmediate(arrived, 'immediate');
fs.promises.readFile(__filename).then(() => arrived('file'));
Promise.resolve().then(() => arrived('promise'));
spawn(() => (sleep(5), arrived('sleeping fiber')));
let beats = 0;
const interval = setInterval(() => {
  if (++beats === 3) (clearInterval(interval), arrived('interval'));
}, 1);
const server = net
  .createServer((socket) => socket.pipe(socket))
  .listen(0, '127.0.0.1', () => {
    const socket = net.connect(server.address().port, '127.0.0.1', () => socket.write('ping'));
    socket.once('data', () => (socket.destroy(), server.close(), arrived('socket')));
  });
new Worker('', { eval: true }).once('exit', () => arrived('worker'));

process.on('exit', () => {
  assert.strictEqual(waiting.size, 0);
  assert.ok(players.every((fiber) => fiber.state === 'done'));
  assert.ok(forever.state === 'done' && yielding.state === 'done');
  assert.ok(roundsAt.socket > roundsAt.promise, 'the game went on meanwhile');
  console.log('ok');
});
