'use strict';
const childProcess = require('child_process');
const { patch, spawn, joinAll, engine, run } = require('../gp');
const { begin, command, count, width } = require('./work');

patch('child_process');
const call = () => childProcess.execFileSync(...command);

run(() => {
  const end = begin();
  let next = 0;
  const some = () => {
    while (next++ < count) call();
  };
  if (width === 1) some();
  else
    joinAll(
      Array.from({ length: width }, () => spawn(some)),
      { raiseError: true },
    );
  end('greenpatch', { engine });
});
