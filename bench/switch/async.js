'use strict';
// raw: await of an already resolved promise. turn1/turn100: await of a setImmediate turn in 1 or 100 async functions.
// gen: generator next()/yield, the stackless coroutine with no loop at all. promise: see below.
const { start, perOp, emit, arg, pool, setImmediateAsync } = require('../common');

async function raw(n) {
  const ready = Promise.resolve();
  const t = start();
  for (let i = 0; i < n; i++) await ready;
  return perOp('raw', t, n);
}

function gen(n) {
  const it = (function* () {
    for (;;) yield;
  })();
  const t = start();
  for (let i = 0; i < n; i++) it.next();
  return perOp('gen', t, n);
}

async function hub(name, n, width) {
  const t = start();
  await pool(width, width, async () => {
    for (let i = n / width; i > 0; i--) await setImmediateAsync();
  });
  return perOp(name, t, n);
}

// Two async functions that resolve each other's promise and await their own.
async function promise(n) {
  const resolves = [];
  const t = start();
  const body = async (me) => {
    for (let i = n / 2; i > 0; i--) {
      const parked = new Promise((resolve) => {
        resolves[me] = resolve;
      });
      resolves[1 - me]?.();
      await parked;
    }
    resolves[1 - me]();
  };
  await Promise.all([body(0), body(1)]);
  return perOp('promise', t, n);
}

async function main() {
  const n = arg(0, 1000000);
  await raw(n / 10);
  await hub('', n / 20, 1);
  gen(n / 10);
  emit(
    'switch',
    'async',
    { n },
    {
      ...(await raw(n)),
      ...gen(n),
      ...(await hub('turn1', n / 5, 1)),
      ...(await hub('turn100', n / 5, 100)),
      ...(await promise(n / 5)),
    },
  );
}
main();
