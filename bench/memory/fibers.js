'use strict';
// Memory of a parked fiber. Arguments as in greenpatch.js.
const { start, perOp, emit, arg, memory } = require('../common');
const { Fiber, spawn, sleep, yieldToLoop } = require('../fibers-hub');
const Future = require('fibers/future');

const n = arg(0, 1000);
const park = arg(1, 'sleep');
const frames = arg(2, 0);
const turns = arg(3, 0);
const event = new Future();
let parked = 0;

function body(depth) {
  if (depth > 0) return body(depth - 1) + 1; // not a tail call
  for (let i = 0; i < turns; i++) yieldToLoop();
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

function finish() {
  if (parked < n) return void setImmediate(finish);
  const time = perOp('park', t, n);
  emit('memory', 'fibers', { n, park, frames, turns }, { ...each(n), ...time });
  process.kill(process.pid, 'SIGKILL'); // process.exit would unwind every fiber
}
finish();
