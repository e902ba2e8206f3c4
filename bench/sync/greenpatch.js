'use strict';
// lock: two fibers take turns with a lock that is always wanted, so each acquire is a hand-over. free: acquire + release of a lock
// that no other fiber wants. queue: put + get of an item, one producer, one consumer, room for 100. channel: an item there and one
// back through two channels without room. map: a pool of 100 that maps n items, each of which takes one turn of the loop.
const { start, perOp, emit, arg } = require('../common');
const { engine, run, spawn, idle, joinAll, sleep, Channel, Pool, Queue, Semaphore } = require('../gp');

function lock(n) {
  const mutex = new Semaphore(1);
  const body = () => {
    for (let i = n / 2; i > 0; i--) {
      mutex.acquire();
      sleep(0);
      mutex.release();
    }
  };
  const t = start();
  joinAll([spawn(body), spawn(body)]);
  return perOp('lock', t, n);
}

function free(n) {
  const mutex = new Semaphore(1);
  const t = start();
  for (let i = n; i > 0; i--) {
    mutex.acquire();
    mutex.release();
  }
  return perOp('free', t, n);
}

function queue(n) {
  const items = new Queue(100);
  const t = start();
  const producer = spawn(() => {
    for (let i = n; i > 0; i--) items.put(i);
  });
  for (let i = n; i > 0; i--) items.get();
  producer.join();
  return perOp('queue', t, n);
}

function channel(n) {
  const [there, back] = [new Channel(), new Channel()];
  const t = start();
  spawn(() => {
    for (let i = n; i > 0; i--) back.put(there.get());
  });
  for (let i = n; i > 0; i--) {
    there.put(i);
    back.get();
  }
  return perOp('channel', t, n);
}

function map(n) {
  const pool = new Pool(100);
  const items = Array.from({ length: n }, (_, i) => i);
  const t = start();
  pool.map(idle, items);
  return perOp('map', t, n);
}

run(() => {
  const n = arg(0, 10_000);
  const all = () => ({ ...lock(n), ...free(n), ...queue(n), ...channel(n), ...map(n) });
  all(); // warm
  emit('sync', 'greenpatch', { n, engine }, all());
});
