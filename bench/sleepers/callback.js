'use strict';
// n setTimeouts and a counter.
const { start, since, emit, arg } = require('../common');

const n = arg(0, 10000);
const ms = arg(1, 100);
const t = start();
let left = n;
const done = () => {
  if (--left > 0) return;
  const d = since(t);
  emit('sleepers', 'callback', { n, ms }, { wall_ms: d.wall / 1e6, cpu_ms: d.cpu / 1e6 });
};
for (let i = 0; i < n; i++) setTimeout(done, ms);
