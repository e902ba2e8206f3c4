'use strict';
// raw: resume and suspend of a coroutine, no loop. yield1/yield100: sleep(0), back of the hub's queue, in 1 or 100 fibers.
// turn1/turn100: idle(), one turn of the loop, in 1 or 100 fibers.
// wake: two fibers that wake each other and park, per park: the public wait() on a thenable.
const { start, perOp, emit, arg } = require('../common');
const { engine, run, spawn, sleep, idle, wait, joinAll } = require('../gp');
const { Coroutine } = require('../../dist/fiber');

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

function hub(name, n, width, pause) {
  const body = () => {
    for (let i = n / width; i > 0; i--) pause();
  };
  const t = start();
  joinAll(Array.from({ length: width }, () => spawn(body)));
  return perOp(name, t, n);
}

/** What one fiber waits for and the other settles. */
class Bell {
  then(resolve) {
    this.ring = resolve;
  }
}

function wake(n) {
  const bells = [new Bell(), new Bell()];
  const body = (me) => {
    for (let i = n / 2; i > 0; i--) {
      bells[1 - me].ring?.();
      wait(bells[me]);
    }
    bells[1 - me].ring();
  };
  const t = start();
  joinAll([spawn(body, 0), spawn(body, 1)]);
  return perOp('wake', t, n);
}

const toBackOfQueue = () => sleep(0);

run(() => {
  const n = arg(0, 1000000);
  raw(n / 10);
  hub('', n / 20, 1, toBackOfQueue);
  hub('', n / 20, 1, idle);
  const metrics = {
    ...raw(n),
    ...hub('yield1', n / 5, 1, toBackOfQueue),
    ...hub('yield100', n / 5, 100, toBackOfQueue),
    ...hub('turn1', n / 5, 1, idle),
    ...hub('turn100', n / 5, 100, idle),
    ...wake(n / 5),
  };
  emit('switch', 'greenpatch', { n, engine }, metrics);
});
