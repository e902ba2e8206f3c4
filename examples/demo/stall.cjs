'use strict';

// Preloaded into the application in both runs: measures how long its event loop stands still, with Node's own native
// sampler (a timer of libuv's, no JavaScript a tick). The parent asks over the IPC channel.

const { monitorEventLoopDelay } = require('node:perf_hooks');

const RESOLUTION_MS = 5;

function main() {
  // What Node records is the time between two ticks: one that comes 20 ms late is recorded as RESOLUTION_MS + 20.
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const report = () => process.send({ longestStallMs: Math.max(0, histogram.max / 1e6 - RESOLUTION_MS) });
  process.on('message', (command) => {
    if (command === 'reset') histogram.reset();
    // A stall is recorded by the first tick after it, so let one pass.
    if (command === 'report') setTimeout(report, 4 * RESOLUTION_MS);
  });
  process.on('disconnect', () => process.exit(0));
  process.channel.unref();
}

// A preload runs again in worker threads, which have no channel to the parent.
if (process.channel) main();
