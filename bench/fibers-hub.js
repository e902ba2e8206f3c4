'use strict';
// What a gevent-style program over node-fibers 5 needs: spawn, sleep, a turn of the loop.
const Fiber = require('fibers');

exports.Fiber = Fiber;
exports.spawn = (body) => Fiber(body).run();

exports.sleep = (ms) => {
  const me = Fiber.current;
  setTimeout(() => me.run(), ms);
  Fiber.yield();
};

exports.yieldToLoop = () => {
  const me = Fiber.current;
  setImmediate(() => me.run());
  Fiber.yield();
};

/** Runs task(i) for 0 <= i < n in `width` fibers, then calls done. */
exports.pool = (n, width, task, done) => {
  let next = 0;
  let running = Math.min(width, n);
  const worker = () => {
    while (next < n) task(next++);
    if (--running === 0) setImmediate(done);
  };
  for (let i = running; i > 0; i--) exports.spawn(worker);
};
