'use strict';
// The price of one callback of the event loop by what it leaves behind: nothing (empty), one continuation of an await (job), one
// tick, or a tick and 10 continuations (mixed). `*_more_*`: what that costs over empty. Run plain, and preloaded.
// One callback per turn of the loop: between two immediates or timers of the same turn Node drains from JavaScript.
const net = require('net');
const { start, since, emit, arg } = require('../common');

const nothing = () => {};
const continuation = async () => {
  await null;
};
const leaving = {
  empty: nothing,
  job: () => void continuation(),
  tick: () => process.nextTick(nothing),
  mixed: () => {
    process.nextTick(nothing);
    for (let i = 0; i < 10; i++) void continuation();
  },
};
const names = Object.keys(leaving);

/** Bytes sent through a connection within this process; its streams leave ticks of their own behind. */
async function socket() {
  let current;
  const server = net.createServer((peer) => peer.on('data', () => current()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = net.connect(server.address().port);
  await new Promise((resolve) => client.once('connect', resolve));
  client.setNoDelay();
  return (callback) => {
    current = callback;
    client.write('x');
  };
}

const Immediate = setImmediate(nothing).constructor;

/** What makes the loop call a callback once, in its next turn. */
const carriers = {
  // Called by Node's C++ like any other, but given to no function that is patched, so no entry point: the drain alone.
  native: async () => (callback) => new Immediate(callback),
  // An entry point: preloaded, a fiber of its own.
  setImmediate: async () => (callback) => setImmediate(callback),
  // Called on the hub.
  socket,
};

/** Wall and CPU time, in ns, of a callback, over so many of them, one after the other. */
const measure = (carry, leave, turns) =>
  new Promise((resolve) => {
    let left = turns;
    const callback = () => {
      if (left-- === 0) return resolve(since(watch));
      leave();
      carry(callback);
    };
    const watch = start();
    carry(callback);
  }).then(({ wall, cpu }) => ({ _ns: wall / turns, _cpu_ns: cpu / turns }));

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/** Medians over rounds; all kinds take turns in each. */
function summary(rounds) {
  const metrics = {};
  for (const unit of ['_ns', '_cpu_ns']) {
    for (const name of names) metrics[name + unit] = median(rounds.map((round) => round[name][unit]));
    for (const name of names.slice(1))
      metrics[name + '_more' + unit] = median(rounds.map((round) => round[name][unit] - round.empty[unit]));
  }
  return metrics;
}

async function main(carrier, turns, count) {
  const carry = await carriers[carrier]();
  const rounds = [];
  for (let i = -5; i < count; i++) {
    const round = {};
    for (const name of names) round[name] = await measure(carry, leaving[name], turns);
    if (i >= 0) rounds.push(round);
  }
  emit('drain', 'turns', { carrier, turns, rounds: count }, summary(rounds));
  process.exit();
}

void main(arg(0, 'native'), arg(1, 2000), arg(2, 50));
