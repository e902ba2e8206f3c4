// it: a rejection that is not handled ends the process after the ticks and promise jobs of that moment
// expect-exit: 1
'use strict';
const { note } = require('../kit');

process.on('exit', (code) => note(`exit ${code}`));
setImmediate(() => {
  Promise.reject(new Error('fatal'));
  process.nextTick(() => (note('tick'), process.nextTick(note, 'tick of a tick')));
  Promise.resolve().then(() => note('job'));
  setImmediate(note, 'never');
});
