'use strict';
// Scavenge pauses with n pending async calls. Arguments: n, MiB of garbage.
const { emit, arg } = require('../common');
const { churn } = require('./churn');

const n = arg(0, 1000);
const mb = arg(1, 64);
const event = new Promise(() => {});

async function body() {
  await event;
}

const all = [];
for (let i = 0; i < n; i++) all.push(body());
churn(mb, (metrics) => {
  emit('scavenge', 'async', { n, mb }, metrics);
  process.reallyExit(0);
});
