'use strict';
const childProcess = require('child_process');
const { patch, spawn, joinAll, engine, run } = require('../gp');
const { begin, command, count, atOnce } = require('./work');

patch('child_process');
const call = () => childProcess.execFileSync(...command);

run(() => {
  const end = begin();
  if (atOnce)
    joinAll(
      Array.from({ length: count }, () => spawn(call)),
      { raiseError: true },
    );
  else for (let i = 0; i < count; i++) call();
  end('greenpatch', { engine });
});
