// it: beforeExit, again after new work, and exit, where only synchronous work is done
// expect-exit: 7
'use strict';
const { log, note } = require('../kit');

let rounds = 0;
process.on('beforeExit', (code) => {
  note(`beforeExit ${code}`);
  if (rounds++ === 0) setTimeout(note, 1, 'timer of beforeExit');
  else if (rounds === 2) setImmediate(note, 'immediate of beforeExit');
  else if (rounds === 3) process.exitCode = 7;
});
process.on('exit', (code) => {
  note(`exit ${code} ${rounds}`);
  setTimeout(log, 0, 'never');
  setImmediate(log, 'never');
});
process.on('exit', () => log('second exit listener'));
process.nextTick(note, 'tick');
note('main');
