'use strict';
// n concurrent async functions, each awaiting a setTimeout.
const { start, since, emit, arg, pool } = require('../common');

const n = arg(0, 10000);
const ms = arg(1, 100);
const t = start();
pool(n, n, () => new Promise((resolve) => setTimeout(resolve, ms))).then(() => {
  const d = since(t);
  emit('sleepers', 'async', { n, ms }, { wall_ms: d.wall / 1e6, cpu_ms: d.cpu / 1e6 });
});
