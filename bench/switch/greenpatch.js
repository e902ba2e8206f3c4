'use strict';
// raw: resume and suspend of a coroutine, no loop. yield1/yield100: sleep(0), back of the hub's queue, in 1 or 100 fibers.
// start: a coroutine that starts and ends.
// turn1/turn100: idle(), one turn of the loop, in 1 or 100 fibers.
// wake: two fibers that wake each other through the hub and park, per park; promise: the same through promises and wait().
const { start, perOp, emit, arg } = require('../common');
const { engine, run, spawn, sleep, idle, wait, joinAll } = require('../gp');
const { Coroutine } = require('../../dist/fiber');
const { park } = require('../../dist/hub');

function raw(n) {
  let running = true;
  const coroutine = new Coroutine(() => {
    while (running) Coroutine.suspend();
  });
  coroutine.resume();
  const t = start();
  for (let i = 0; i < n; i++) coroutine.resume();
  const time = perOp('raw', t, n);
  running = false;
  coroutine.resume();
  return time;
}

const nothing = () => {};

function startAndEnd(n) {
  const t = start();
  for (let i = 0; i < n; i++) new Coroutine(nothing).resume();
  return perOp('start', t, n);
}

function hub(name, n, width, pause) {
  const body = () => {
    for (let i = n / width; i > 0; i--) pause();
  };
  const t = start();
  joinAll(Array.from({ length: width }, () => spawn(body)));
  return perOp(name, t, n);
}

function pair(name, n, body) {
  const t = start();
  joinAll([spawn(body, 0), spawn(body, 1)]);
  return perOp(name, t, n);
}

function wake(n) {
  const wakers = [];
  const parking = [0, 1].map((me) => ({ what: 'bench', start: (waker) => (wakers[me] = waker) }));
  return pair('wake', n, (me) => {
    for (let i = n / 2; i > 0; i--) {
      wakers[1 - me]?.resolve();
      park(parking[me]);
    }
    wakers[1 - me].resolve();
  });
}

function promise(n) {
  const resolves = [];
  return pair('promise', n, (me) => {
    for (let i = n / 2; i > 0; i--) {
      const parked = new Promise((resolve) => (resolves[me] = resolve));
      resolves[1 - me]?.();
      wait(parked);
    }
    resolves[1 - me]();
  });
}

const toBackOfQueue = () => sleep(0);

run(() => {
  const n = arg(0, 1000000);
  raw(n / 10);
  startAndEnd(n / 10);
  hub('', n / 20, 1, toBackOfQueue);
  hub('', n / 20, 1, idle);
  const metrics = {
    ...raw(n),
    ...startAndEnd(n / 5),
    ...hub('yield1', n / 5, 1, toBackOfQueue),
    ...hub('yield100', n / 5, 100, toBackOfQueue),
    ...hub('turn1', n / 5, 1, idle),
    ...hub('turn100', n / 5, 100, idle),
    ...wake(n / 5),
    ...promise(n / 5),
  };
  emit('switch', 'greenpatch', { n, engine }, metrics);
});
