// it: events and callbacks of child processes, one after another
'use strict';
const { exec, execFile, spawn, fork } = require('node:child_process');
const path = require('node:path');
const { log, note, inTurn } = require('../kit');

const node = process.execPath;
inTurn(
  (next) => {
    // Its output and its end come through different pipes: what is in order is exit before close, and end before close.
    const child = spawn(node, ['-e', '0'], { stdio: 'ignore' });
    for (const event of ['spawn', 'exit', 'close', 'error']) child.on(event, (code) => note(`${event} ${code ?? ''}`));
    child.on('close', () => setImmediate(next));
    note('spawned');
  },
  (next) =>
    execFile(node, ['-e', 'process.exitCode = 3'], (error) => (note(`execFile ${error.code}`), setImmediate(next))),
  (next) => exec('echo text', (error, stdout) => (note(`exec ${error} ${stdout.trim()}`), setImmediate(next))),
  (next) => {
    const child = spawn('./no-such-command');
    child.on('error', (error) => (note(error.code), setImmediate(next)));
    child.on('spawn', () => note('never'));
    note(`pid ${child.pid}`);
  },
  (next) => {
    const child = fork(path.join(__dirname, 'modules', 'child.cjs'));
    child.on('message', (message) => {
      note(`message ${message}`);
      if (message === 'one') child.send('two');
      else child.disconnect();
    });
    for (const event of ['spawn', 'disconnect', 'exit', 'close']) child.on(event, () => note(`fork ${event}`));
    child.send('one', () => note('sent'));
    child.on('close', () => setImmediate(next));
  },
  () => log('end'),
);
