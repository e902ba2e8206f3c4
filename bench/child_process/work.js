'use strict';
// What every peer runs: children that sleep, all at once (`sleep`) or 50 at once (`waves`), or children that end at once, in turn
// (`true`); and how many were alive together.
const fs = require('fs');
const { Worker } = require('worker_threads');
const { arg, emit, start, since } = require('../common');

const what = arg(0, 'sleep');
const count = arg(1, 50);

/** The command of a child: `[file, args]`. */
exports.command = { sleep: ['sleep', ['0.2']], waves: ['sleep', ['0.05']], true: ['true', []] }[what];
exports.count = count;
/** How many of the children are to run at once. */
exports.width = { sleep: count, waves: 50, true: 1 }[what];
/** Whether the children are to run at once. */
exports.atOnce = what !== 'true';

// Another thread looks, because plain Node's is stopped meanwhile. It can on Linux.
const watcher = `
  const fs = require('fs');
  const { seen, folder } = require('worker_threads').workerData;
  while (Atomics.load(seen, 1) === 0) {
    let alive = 0;
    for (const thread of fs.readdirSync(folder)) {
      try {
        alive += fs.readFileSync(folder + '/' + thread + '/children', 'latin1').split(' ').length - 1;
      } catch {} // a thread that has ended
    }
    Atomics.store(seen, 0, Math.max(Atomics.load(seen, 0), alive));
    Atomics.store(seen, 2, 1);
    Atomics.notify(seen, 2);
    Atomics.wait(seen, 1, 0, 5);
  }`;
const folder = '/proc/self/task';
const canWatch = fs.existsSync(folder + '/' + process.pid + '/children');

/** Starts counting. Returns what ends it and gives the largest number of children alive at once. */
function watchChildren() {
  const seen = new Int32Array(new SharedArrayBuffer(12));
  new Worker(watcher, { eval: true, execArgv: [], workerData: { seen, folder } }).unref();
  Atomics.wait(seen, 2, 0);
  return () => {
    Atomics.store(seen, 1, 1);
    Atomics.notify(seen, 1);
    return { alive: Atomics.load(seen, 0) };
  };
}

/** Prepares the measurement; returns what is to be called when all children have ended. */
exports.begin = () => {
  const watched = exports.atOnce && canWatch ? watchChildren() : () => ({});
  const t = start();
  return (peer, params) => {
    const { wall, cpu } = since(t);
    const metrics = exports.atOnce
      ? { ...watched(), wall_ms: wall / 1e6, cpu_ms: cpu / 1e6 }
      : { call_ns: wall / count, call_cpu_ns: cpu / count };
    emit('child_process', peer, { what, count, ...params }, metrics);
  };
};
