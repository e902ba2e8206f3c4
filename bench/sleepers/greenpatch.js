'use strict';
// n fibers that sleep, from the first spawn to the last join.
const { start, since, emit, arg } = require('../common');
const { engine, run, spawn, sleep, joinAll } = require('../gp');

run(() => {
  const n = arg(0, 10000);
  const ms = arg(1, 100);
  const t = start();
  joinAll(Array.from({ length: n }, () => spawn(sleep, ms)));
  const d = since(t);
  emit('sleepers', 'greenpatch', { n, ms, engine }, { wall_ms: d.wall / 1e6, cpu_ms: d.cpu / 1e6 });
});
