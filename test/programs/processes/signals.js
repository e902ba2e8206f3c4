// it: signal handlers run while fibers are parked and computing, and may themselves spawn fibers that park
'use strict';
const assert = require('assert');
const { spawn, sleep, wait } = require('greenpatch/api');

const got = [];
for (const signal of ['SIGUSR2', 'SIGHUP', 'SIGWINCH']) {
  process.on(signal, (name) => {
    got.push(name);
    spawn(() => {
      sleep(1);
      got.push(`${name} slept`);
    });
  });
}
const parked = Array.from({ length: 20 }, () => spawn(() => wait(new Promise((resolve) => setTimeout(resolve, 100)))));
spawn(() => {
  process.kill(process.pid, 'SIGUSR2');
  sleep(5);
  process.kill(process.pid, 'SIGHUP');
  const end = Date.now() + 10;
  while (Date.now() < end);
  process.kill(process.pid, 'SIGWINCH');
  for (let i = 0; i < 200 && got.length < 6; i++) sleep(1);
  assert.deepStrictEqual([...got].sort(), [
    'SIGHUP',
    'SIGHUP slept',
    'SIGUSR2',
    'SIGUSR2 slept',
    'SIGWINCH',
    'SIGWINCH slept',
  ]);
  for (const one of parked) one.join();
  for (const signal of ['SIGUSR2', 'SIGHUP', 'SIGWINCH']) process.removeAllListeners(signal);
  console.log('ok');
});
