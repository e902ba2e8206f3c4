// it: a forked or clustered child that blocks while it loads misses no message, and hears it as in plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { fork, execFileSync } = require('node:child_process');
const cluster = require('node:cluster');
const { readFileSync } = require('node:fs');

const block = () => {
  execFileSync('sleep', ['0.1']);
  readFileSync('/proc/self/status');
};
if (cluster.isWorker) {
  block();
  cluster.worker.on('message', (message) => cluster.worker.send(`clustered ${message}`));
} else if (process.argv[2] === 'child') {
  block();
  process.on('message', (message) => process.send(`forked ${message}`));
} else {
  let ticked = false;
  process.nextTick(() => (ticked = true));
  block();
  assert.ok(!ticked, 'nothing comes in between');
  const heard = [];
  for (const child of [fork(__filename, ['child']), cluster.fork()]) {
    child.on('message', (message) => {
      heard.push(message);
      child.disconnect();
    });
    child.send('message');
  }
  process.on('exit', (code) => {
    if (code !== 0) return;
    assert.deepStrictEqual(heard.sort(), ['clustered message', 'forked message']);
    console.log('ok');
  });
}
