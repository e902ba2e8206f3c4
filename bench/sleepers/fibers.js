'use strict';
// n concurrent fibers, each one Fiber.yield() around a setTimeout.
const { start, since, emit, arg } = require('../common');
const { pool, sleep } = require('../fibers-hub');

const n = arg(0, 10000);
const ms = arg(1, 100);
const t = start();
pool(
  n,
  n,
  () => sleep(ms),
  () => {
    const d = since(t);
    emit('sleepers', 'fibers', { n, ms }, { wall_ms: d.wall / 1e6, cpu_ms: d.cpu / 1e6 });
    process.kill(process.pid, 'SIGKILL');
  },
);
