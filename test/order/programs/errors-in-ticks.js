// it: several errors in the ticks of the main module: each is reported, and the ticks behind them run
'use strict';
const { note } = require('../kit');

process.on('uncaughtException', (error, origin) => note(`handler ${error.message} ${origin}`));
for (const label of ['first', 'second', 'third'])
  process.nextTick(() => {
    note(label);
    throw new Error(label);
  });
process.nextTick(note, 'last');
