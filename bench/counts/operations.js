'use strict';
// What bench/lib/counts.mjs counts: node operations.js MARKS N WARM WINDOWS NAME...
// Runs n operations of every kind WARM times, so that V8 has compiled them; then those named, WINDOWS times each between two marks of callgrind.
const { Coroutine } = require('../../dist/fiber');
const { park } = require('../../dist/hub');
const { spawn, joinAll, sleep, idle, Channel, Pool, Semaphore } = require('greenpatch/api');

const nothing = () => {};
const forever = new Coroutine(() => {
  for (;;) Coroutine.suspend();
});

const operations = {
  switch(n) {
    for (let i = n; i > 0; i--) forever.resume();
  },
  start(n) {
    for (let i = n; i > 0; i--) new Coroutine(nothing).resume();
  },
  pass(n) {
    for (let i = n; i > 0; i--) sleep(0);
  },
  wake(n) {
    const wakers = [];
    const parking = [0, 1].map((me) => ({ what: 'bench', start: (waker) => (wakers[me] = waker) }));
    const body = (me) => {
      for (let i = n / 2; i > 0; i--) {
        wakers[1 - me]?.resolve();
        park(parking[me]);
      }
      wakers[1 - me].resolve();
    };
    joinAll([spawn(body, 0), spawn(body, 1)]);
  },
  lock(n) {
    const mutex = new Semaphore(1);
    const body = () => {
      for (let i = n / 2; i > 0; i--) {
        mutex.acquire();
        sleep(0);
        mutex.release();
      }
    };
    joinAll([spawn(body), spawn(body)]);
  },
  channel(n) {
    const [there, back] = [new Channel(), new Channel()];
    spawn(() => {
      for (let i = n; i > 0; i--) back.put(there.get());
    });
    for (let i = n; i > 0; i--) {
      there.put(i);
      back.get();
    }
  },
  spawn(n) {
    for (let i = n; i > 0; i--) spawn(nothing).join();
  },
  map(n) {
    new Pool(20).map(idle, Array.from({ length: n }, nothing));
  },
};

const [marks, n, warm, windows, ...names] = process.argv.slice(2);
const { begin, end } = require(marks);

spawn(() => {
  // All of them, whichever are counted: what V8 makes of code depends on who calls it.
  for (let round = 0; round < warm; round++) for (const operation of Object.values(operations)) operation(+n);
  for (const name of names)
    for (let window = 0; window < windows; window++) {
      begin();
      operations[name](+n);
      end();
    }
  process.exit(0);
});
