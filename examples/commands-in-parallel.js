'use strict';

// node -r greenpatch examples/commands-in-parallel.js
// Three commands, each run with a call that blocks, at the same time.

const { execFileSync } = require('node:child_process');
const { joinAll, spawn } = require('greenpatch');

function run(seconds) {
  execFileSync('sleep', [String(seconds)]);
  return `slept ${seconds} s`;
}

const start = Date.now();
const fibers = [0.3, 0.2, 0.1].map((seconds) => spawn(run, seconds));
joinAll(fibers);
for (const fiber of fibers) console.log(fiber.get());
console.log(`together ${((Date.now() - start) / 1000).toFixed(1)} s, one after the other it would be 0.6 s`);
