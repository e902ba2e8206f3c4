'use strict';
// Memory of a pending async call. Arguments: how many, sleep|event (what they await), frames (awaiting callers above).
const { start, perOp, emit, arg, memory } = require('../common');

const n = arg(0, 1000);
const park = arg(1, 'sleep');
const frames = arg(2, 0);
const event = new Promise(() => {});
let parked = 0;

async function body(depth) {
  if (depth > 0) return (await body(depth - 1)) + 1;
  parked++;
  if (park === 'sleep') await new Promise((resolve) => setTimeout(resolve, 3600e3));
  else await event;
  return 0;
}

const each = memory();
const t = start();
const all = [];
for (let i = 0; i < n; i++) all.push(body(frames));
const time = perOp('park', t, n);
if (parked !== n) throw new Error('only ' + parked + ' parked');
emit('memory', 'async', { n, park, frames }, { ...each(n), ...time });
process.reallyExit(0);
