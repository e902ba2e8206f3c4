'use strict';
// raw: fiber.run() and Fiber.yield(). turn1/turn100: a setImmediate turn in 1 or 100 fibers.
// wake: two fibers that wake each other through the tick queue and park, per park.
const { start, perOp, emit, arg } = require('../common');
const { Fiber, yieldToLoop, pool } = require('../fibers-hub');

function raw(n) {
  const fiber = Fiber(() => {
    for (;;) Fiber.yield();
  });
  fiber.run();
  const t = start();
  for (let i = 0; i < n; i++) fiber.run();
  return perOp('raw', t, n);
}

const hub = (name, n, width) =>
  new Promise((resolve) => {
    const t = start();
    pool(
      width,
      width,
      () => {
        for (let i = n / width; i > 0; i--) yieldToLoop();
      },
      () => resolve(perOp(name, t, n)),
    );
  });

const wake = (n) =>
  new Promise((resolve) => {
    const both = [];
    const t = start();
    let running = 2;
    for (const me of [0, 1]) {
      both[me] = Fiber(() => {
        for (let i = n / 2; i > 0; i--) {
          process.nextTick(() => both[1 - me].run());
          Fiber.yield();
        }
        if (--running > 0) both[1 - me].run();
        else resolve(perOp('wake', t, n));
      });
    }
    both[0].run();
  });

async function main() {
  const n = arg(0, 1000000);
  raw(n / 10);
  await hub('', n / 20, 1);
  emit(
    'switch',
    'fibers',
    { n },
    {
      ...raw(n),
      ...(await hub('turn1', n / 5, 1)),
      ...(await hub('turn100', n / 5, 100)),
      ...(await wake(n / 5)),
    },
  );
}
main();
