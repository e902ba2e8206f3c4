'use strict';
// Memory of a parked fiber. Arguments: how many, sleep|event (what they are parked on), frames (call depth when parked).
const { start, perOp, emit, arg, memory } = require('../common');
const { Fiber, spawn, sleep } = require('../fibers-hub');
const Future = require('fibers/future');

const n = arg(0, 1000);
const park = arg(1, 'sleep');
const frames = arg(2, 0);
const event = new Future();
let parked = 0;

function body(depth) {
  if (depth > 0) return body(depth - 1) + 1; // not a tail call
  parked++;
  if (park === 'sleep') sleep(3600e3);
  else event.wait();
  return 0;
}

spawn(() => {});
const each = memory();
const t = start();
const all = [];
for (let i = 0; i < n; i++) {
  const fiber = Fiber(() => body(frames));
  all.push(fiber);
  fiber.run();
}
const time = perOp('park', t, n);
if (parked !== n) throw new Error('only ' + parked + ' parked');
emit('memory', 'fibers', { n, park, frames }, { ...each(n), ...time });
process.kill(process.pid, 'SIGKILL'); // process.exit would unwind every fiber
