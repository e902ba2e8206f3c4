'use strict';
// Scavenge pauses with n parked node-fibers. Arguments: n, MiB of garbage.
const { emit, arg } = require('../common');
const { Fiber } = require('../fibers-hub');
const { churn } = require('./churn');

const n = arg(0, 1000);
const mb = arg(1, 64);
const all = [];
for (let i = 0; i < n; i++) {
  const fiber = Fiber(() => Fiber.yield());
  all.push(fiber);
  fiber.run();
}
churn(mb, (metrics) => {
  emit('scavenge', 'fibers', { n, mb }, metrics);
  process.kill(process.pid, 'SIGKILL'); // see memory/fibers.js
});
