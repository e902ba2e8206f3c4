// it: process.exit in a promise job of a timer's tick: nothing runs after the exit listeners
// expect-exit: 3
'use strict';
const { log, note } = require('../kit');

process.on('exit', (code) => note(`exit ${code}`));
setTimeout(() => {
  process.nextTick(async () => {
    note('tick');
    await null;
    process.nextTick(log, 'never');
    queueMicrotask(() => log('never'));
    log('exits');
    process.exit(3);
  });
  setImmediate(log, 'never');
}, 1);
