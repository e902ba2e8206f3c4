'use strict';
// raw: a fiber that runs to its end at once (its stack comes from the pool of 120).
// one: a fiber started by the next setImmediate turn, joined through a Future, each in turn (Future.task(f).wait()
// would run f in the calling fiber and spawn nothing). alive*: all alive at the same moment (each waits for one setImmediate turn),
// in rounds of `width`; width 100 stays within the stack pool, 1000 does not.
const { start, perOp, emit, arg } = require('../common');
const { spawn, yieldToLoop, pool } = require('../fibers-hub');
const Future = require('fibers/future');

function raw(n) {
  const t = start();
  for (let i = 0; i < n; i++) spawn(() => {});
  return perOp('raw', t, n);
}

const one = (n) =>
  new Promise((resolve) =>
    spawn(() => {
      const t = start();
      for (let i = 0; i < n; i++) {
        const end = new Future();
        setImmediate(() => spawn(() => end.return()));
        end.wait();
      }
      resolve(perOp('one', t, n));
    }),
  );

const batch = async (name, n, width) => {
  const t = start();
  for (let i = 0; i < n; i += width) await new Promise((resolve) => pool(width, width, yieldToLoop, resolve));
  return perOp(name, t, n);
};

async function main() {
  const n = arg(0, 100000);
  raw(n / 10);
  await one(n / 10);
  emit(
    'spawn',
    'fibers',
    { n },
    {
      ...raw(n),
      ...(await one(n)),
      ...(await batch('alive100', n, 100)),
      ...(await batch('alive1000', n, 1000)),
    },
  );
}
main();
