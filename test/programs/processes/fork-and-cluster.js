// it: a forked child and a cluster's workers run fibers of their own beside their parent's, with messages both ways
// timeout: 60000
'use strict';
const assert = require('assert');
const { fork } = require('child_process');
const cluster = require('cluster');
const http = require('http');
const { spawn, sleep, wait } = require('greenpatch/api');

if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    spawn(() => {
      sleep(message.ms);
      process.send({ answer: message.ms, pid: process.pid });
    });
  });
  for (let i = 0; i < 10; i++) spawn(() => sleep(1e6));
} else if (cluster.isWorker) {
  let [now, most] = [0, 0];
  const server = http.createServer((request, response) => {
    spawn(() => {
      most = Math.max(most, ++now);
      sleep(100);
      now--;
      response.end(`${cluster.worker.id} ${most}`);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
} else {
  const get = (port) =>
    new Promise((resolve, reject) => {
      http
        .get({ port, host: '127.0.0.1', agent: false }, (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
        })
        .on('error', reject);
    });
  const once = (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));

  const forked = spawn(() => {
    const child = fork(__filename, ['child']);
    const answers = [];
    child.on('message', (message) => answers.push(message.answer));
    for (const ms of [30, 10, 20]) child.send({ ms });
    while (answers.length < 3) sleep(1);
    assert.deepStrictEqual([...answers].sort(), [10, 20, 30]);
    const exit = once(child, 'exit');
    child.kill();
    assert.deepStrictEqual(wait(exit), [null, 'SIGTERM']);
  });
  const clustered = spawn(() => {
    const workers = [cluster.fork(), cluster.fork()];
    const messages = workers.map((worker) => once(worker, 'message'));
    const ports = messages.map((message) => wait(message)[0]);
    const texts = wait(Promise.all(Array.from({ length: 20 }, (_, i) => get(ports[i % 2]))));
    assert.ok(
      texts.every((text) => /^[12] /.test(text)),
      texts.join(),
    );
    assert.ok(Math.max(...texts.map((text) => Number(text.split(' ')[1]))) > 1, 'one after another');
    for (const worker of workers) {
      const exit = once(worker, 'exit');
      worker.disconnect();
      assert.deepStrictEqual(wait(exit).slice(0, 2), [0, null]);
    }
  });
  spawn(() => {
    forked.get();
    clustered.get();
    console.log('ok');
  });
}
