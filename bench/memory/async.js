'use strict';
// Memory of a pending async call. Arguments as in greenpatch.js; frames are awaiting callers above.
const { start, perOp, emit, arg, memory, setImmediateAsync } = require('../common');

const n = arg(0, 1000);
const park = arg(1, 'sleep');
const frames = arg(2, 0);
const turns = arg(3, 0);
const event = new Promise(() => {});
let parked = 0;

async function body(depth) {
  if (depth > 0) return (await body(depth - 1)) + 1;
  for (let i = 0; i < turns; i++) await setImmediateAsync();
  parked++;
  if (park === 'sleep') await new Promise((resolve) => setTimeout(resolve, 3600e3));
  else await event;
  return 0;
}

const each = memory();
const t = start();
const all = [];
for (let i = 0; i < n; i++) all.push(body(frames));

function finish() {
  if (parked < n) return void setImmediate(finish);
  const time = perOp('park', t, n);
  emit('memory', 'async', { n, park, frames, turns }, { ...each(n), ...time });
  process.reallyExit(0);
}
finish();
