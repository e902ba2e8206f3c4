'use strict';
// Makes garbage on the hub, `mb` MiB of it in slices of one loop turn, and tells how long scavenges stopped the program.
const { PerformanceObserver, constants, performance } = require('perf_hooks');

const SLICE_MB = 1;
const kept = new Array(1024); // some of it lives a while, as in a real program
let sink = 0;

function allocate(mb) {
  for (let i = 0; i < mb * 8192; i++) {
    const thing = { id: i, data: [i, i + 1, i + 2, i + 3, i + 4, i + 5] }; // about 128 bytes
    if (i % 64 === 0) kept[(i / 64) % kept.length] = thing;
    sink += thing.data.length;
  }
  return sink;
}

const kindOf = (entry) => (entry.detail ? entry.detail.kind : entry.kind);

/** Calls done({ pause_ms, pause_max_ms, scavenges, wall_ms }): the median pause, the longest, how many, for how long. */
exports.churn = (mb, done) => {
  const pauses = [];
  const take = (list) => {
    for (const entry of list.getEntries())
      if (kindOf(entry) === constants.NODE_PERFORMANCE_GC_MINOR) pauses.push(entry.duration);
  };
  const observer = new PerformanceObserver(take);
  observer.observe({ entryTypes: ['gc'] });
  const begin = performance.now();
  let left = mb;
  const slice = () => {
    allocate(SLICE_MB);
    if ((left -= SLICE_MB) > 0) return void setImmediate(slice);
    const wall = performance.now() - begin;
    setTimeout(() => done(result(pauses, wall)), 20); // entries arrive a turn or two late
  };
  slice();
};

function result(pauses, wall) {
  pauses.sort((a, b) => a - b);
  if (pauses.length === 0) throw new Error('not one scavenge was seen');
  return {
    pause_ms: pauses[pauses.length >> 1],
    pause_max_ms: pauses[pauses.length - 1],
    scavenges: pauses.length,
    wall_ms: wall,
  };
}
