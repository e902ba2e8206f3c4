// it: an error in a tick that is not caught ends the process at once, with exit listeners only
// expect-exit: 1
'use strict';
const { note } = require('../kit');

process.on('exit', (code) => note(`exit ${code}`));
process.on('beforeExit', () => note('never'));
setTimeout(() => {
  setTimeout(note, 1, 'never');
  setImmediate(note, 'never');
  process.nextTick(note, 'tick before');
  process.nextTick(() => {
    note('throws');
    throw new Error('fatal');
  });
  process.nextTick(note, 'never');
}, 1);
