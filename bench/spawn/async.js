'use strict';
// raw: call an async function and drop the promise. one: await each in turn. batch: Promise.all over all.
// alive100/alive1000: as in spawn-fibers.js.
const { start, perOp, emit, arg, setImmediateAsync } = require('../common');

const body = async () => {};

function raw(name, n) {
  const t = start();
  for (let i = 0; i < n; i++) body();
  return perOp(name, t, n);
}

async function one(name, n) {
  const t = start();
  for (let i = 0; i < n; i++) await body();
  return perOp(name, t, n);
}

async function batch(name, n) {
  const t = start();
  const all = [];
  for (let i = 0; i < n; i++) all.push(body());
  await Promise.all(all);
  return perOp(name, t, n);
}

async function alive(name, n, width) {
  const t = start();
  for (let i = 0; i < n; i += width) await Promise.all(Array.from({ length: width }, setImmediateAsync));
  return perOp(name, t, n);
}

async function main() {
  const n = arg(0, 100000);
  for (const f of [raw, one, batch]) await f('', n / 10);
  emit(
    'spawn',
    'async',
    { n },
    {
      ...raw('raw', n),
      ...(await one('one', n)),
      ...(await batch('batch', n)),
      ...(await alive('alive100', n, 100)),
      ...(await alive('alive1000', n, 1000)),
    },
  );
}
main();
