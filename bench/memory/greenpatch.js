'use strict';
// Memory of a parked fiber. Arguments: how many, sleep|event (what they are parked on), frames (call depth when
// parked), turns (parks before that one: a fiber that has run again since its first park may hold more).
const { start, perOp, emit, arg, memory } = require('../common');
const { engine, run, spawn, sleep, idle, wait } = require('../gp');

const n = arg(0, 1000);
const park = arg(1, 'sleep');
const frames = arg(2, 0);
const turns = arg(3, 0);
const event = new Promise(() => {});
let parked = 0;

function body(depth) {
  if (depth > 0) return body(depth - 1) + 1; // not a tail call
  for (let i = 0; i < turns; i++) idle();
  parked++;
  if (park === 'sleep') sleep(3600e3);
  else wait(event);
  return 0;
}

run(() => {
  spawn(() => {}).join();
  const each = memory();
  const t = start();
  const all = [];
  for (let i = 0; i < n; i++) all.push(spawn(body, frames));
  while (parked < n) idle();
  const time = perOp('park', t, n);
  emit('memory', 'greenpatch', { n, park, frames, turns, engine }, { ...each(n), ...time });
  process.reallyExit(0);
});
