'use strict';
// raw: a coroutine that runs to its end. one: spawn, join, each in turn. batch: spawn them all, then join them all.
// alive*: all alive at the same moment (each waits for one turn of the loop), in rounds of `width`.
const { start, perOp, emit, arg } = require('../common');
const { engine, run, spawn, idle, joinAll } = require('../gp');
const { Coroutine } = require('../../dist/fiber');

const body = () => {};

function raw(n) {
  const t = start();
  for (let i = 0; i < n; i++) new Coroutine(body).resume();
  return perOp('raw', t, n);
}

function one(n) {
  const t = start();
  for (let i = 0; i < n; i++) spawn(body).join();
  return perOp('one', t, n);
}

function batch(name, n, width, task) {
  const t = start();
  for (let i = 0; i < n; i += width) joinAll(Array.from({ length: width }, () => spawn(task)));
  return perOp(name, t, n);
}

run(() => {
  const n = arg(0, 100000);
  raw(n / 10);
  one(n / 10);
  batch('', n / 10, n / 10, body);
  emit(
    'spawn',
    'greenpatch',
    { n, engine },
    {
      ...raw(n),
      ...one(n),
      ...batch('batch', n, n, body),
      ...batch('alive100', n, 100, idle),
      ...batch('alive1000', n, 1000, idle),
    },
  );
});
