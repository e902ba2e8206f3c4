'use strict';
// Scavenge pauses with n parked fibers. Arguments: n, MiB of garbage. The garbage is made on the hub, as the yardsticks'.
const { emit, arg } = require('../common');
const { engine, run, spawn, idle, wait } = require('../gp');
const { churn } = require('./churn');

const n = arg(0, 1000);
const mb = arg(1, 64);
const event = new Promise(() => {});
let parked = 0;

run(() => {
  const all = [];
  for (let i = 0; i < n; i++) all.push(spawn(() => (parked++, wait(event))));
  while (parked < n) idle();
  churn(mb, (metrics) => {
    emit('scavenge', 'greenpatch', { n, mb, engine }, metrics);
    process.reallyExit(0);
  });
});
