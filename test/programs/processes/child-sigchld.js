// it: SIGCHLD reaches the program, and its own children and those of blocking calls are not mixed up
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const cp = require('node:child_process');
const { spawn, joinAll, wait } = require('greenpatch');
const { until } = require('./support/processes');

let signals = 0;
process.on('SIGCHLD', () => signals++);
const own = Array.from({ length: 10 }, (_, i) => {
  const child = cp.spawn('sh', ['-c', `exit ${100 + i}`]);
  return new Promise((resolve) => child.on('exit', resolve));
});
const fibers = Array.from({ length: 10 }, (_, i) => spawn(() => cp.spawnSync('sh', ['-c', `exit ${i}`]).status));
joinAll(fibers, { raiseError: true });
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.get()),
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
);
assert.deepStrictEqual(wait(Promise.all(own)), [100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
until(() => signals > 0);
process.removeAllListeners('SIGCHLD');
console.log('ok');
