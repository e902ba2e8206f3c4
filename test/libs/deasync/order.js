'use strict';
// node -r greenpatch order.js <folder>: waits that end in the order of their own ends, whatever they are begun in.
const assert = require('node:assert');
const { createRequire } = require('node:module');
const net = require('node:net');
const path = require('node:path');

const deasync = createRequire(path.join(process.argv[2], 'package.json'))('deasync');
const { joinAll, spawn } = require('greenpatch/api');

/** Plain deasync ends these after 600, 600 and 600 ms, the last one first. */
function nestedSleeps() {
  const started = Date.now();
  const ends = [];
  const fibers = [600, 400, 200].map((ms) => spawn(() => (deasync.sleep(ms), ends.push([ms, Date.now() - started]))));
  joinAll(fibers);
  assert.deepStrictEqual(
    ends.map(([ms]) => ms),
    [200, 400, 600],
  );
  for (const [ms, took] of ends) assert.ok(took >= ms - 2, `${ms} ms took ${took}`);
  assert.ok(ends[0][1] < ends[2][1] - 150, `the first one ended after ${ends[0][1]} ms`);
}

/** Waits begun by `begin`, ended one after the other in the order in which they have begun, and in reverse; with every kind of wait. */
function begunBy(begin, count) {
  const kinds = [
    (until) => deasync((done) => until(done))(),
    (until) => {
      let over = false;
      until(() => (over = true));
      deasync.loopWhile(() => !over);
    },
    (until) => {
      let over = false;
      until(() => (over = true));
      while (!over) deasync.runLoopOnce();
    },
  ];
  const numbers = Array.from({ length: count }, (_, n) => n);
  for (const wait of kinds) for (const order of [numbers, [...numbers].reverse()]) endedIn(order, begin, wait);
}

function endedIn(order, begin, wait) {
  const ends = [];
  const begun = new Map();
  for (let n = 0; n < order.length; n++) {
    begin(() => {
      wait((end) => begun.set(n, end));
      ends.push(n);
    });
  }
  let ended = 0;
  const clock = setInterval(() => {
    if (begun.size === order.length && ends.length === ended) begun.get(order[ended++])?.();
  }, 1);
  deasync.loopWhile(() => ends.length < order.length);
  clearInterval(clock);
  assert.deepStrictEqual(ends, order);
}

/** So many at a time, begun by bytes that arrive over sockets: plain deasync hangs from 64 on. */
function begunBySockets(count) {
  const answered = new Set();
  const server = net.createServer((socket) => {
    socket.once('data', (bytes) => {
      setImmediate(() => {
        const value = deasync((done) => setTimeout(done, 1 + (count - Number(bytes)) / 10, null, String(bytes)))();
        socket.end(value);
      });
    });
  });
  deasync((done) => server.listen(0, '127.0.0.1', 4096, done))();
  const { port } = server.address();
  for (let n = 0; n < count; n++) {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(String(n)));
    socket.on('data', (bytes) => {
      assert.strictEqual(String(bytes), String(n));
      answered.add(n);
    });
  }
  deasync.loopWhile(() => answered.size < count);
  server.close();
}

/** A condition that throws, one that blocks, one that is false from the start. */
function conditions() {
  assert.throws(
    () =>
      deasync.loopWhile(() => {
        throw new RangeError('mine');
      }),
    /^RangeError: mine$/,
  );
  let turns = 0;
  setTimeout(() => turns++, 5);
  deasync.loopWhile(() => {
    deasync.sleep(1);
    return turns === 0;
  });
  deasync.loopWhile(() => false);
  let late = 0;
  setTimeout(() => late++, 1);
  assert.throws(
    () =>
      deasync.loopWhile(() => {
        if (late > 0) throw new TypeError('late');
        return true;
      }),
    /^TypeError: late$/,
  );
}

/** What waits for nothing that happens costs nothing. */
function idle() {
  let over = false;
  setTimeout(() => (over = true), 1000);
  const before = process.cpuUsage();
  deasync.loopWhile(() => !over);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 500_000, `${(user + system) / 1000} ms of CPU time in a second`);
}

nestedSleeps();
begunBy(setImmediate, 3);
begunBy((fn) => setTimeout(fn, 0), 2);
begunBy((fn) => void Promise.resolve().then(fn), 3);
begunBy(process.nextTick, 3);
begunBySockets(64);
begunBySockets(1000);
conditions();
idle();
console.log('ok');
