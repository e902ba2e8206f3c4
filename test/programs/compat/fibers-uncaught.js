// it: what a node-fiber throws after it has parked, with no code there to catch it, is an uncaught error
// preload: greenpatch
// expect-exit: 7
// expect-stdout: ^late from the tick$
'use strict';
const Fiber = require('fibers');
process.on('uncaughtException', (error) => {
  console.log(error.message);
  process.exit(7);
});
process.nextTick(() =>
  Fiber(() => {
    require('node:child_process').execFileSync(process.execPath, ['-e', '0']);
    throw new Error('late from the tick');
  }).run(),
);
