// it: idle lets everything go on that is due: ready fibers, timers, immediates and I/O; sleep(0) only lets the ready fibers
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn, sleep, idle } = require('greenpatch/api');

const log = [];
spawn(function main() {
  for (const name of ['a', 'b']) spawn(() => (log.push(name), sleep(0), log.push(`${name} again`)));
  sleep(0);
  log.push('main');
  assert.deepStrictEqual(log, ['a', 'b', 'main']);
  sleep(0);
  assert.deepStrictEqual(log, ['a', 'b', 'main', 'a again', 'b again']);

  log.length = 0;
  spawn(() => log.push('fiber'));
  setTimeout(() => log.push('timer'), 1);
  setImmediate(() => log.push('immediate'));
  Promise.resolve().then(() => log.push('promise'));
  process.nextTick(() => log.push('tick'));
  const until = performance.now() + 3; // the timer comes due
  while (performance.now() < until);
  idle();
  assert.deepStrictEqual(log.toSorted(), ['fiber', 'immediate', 'promise', 'tick', 'timer']);

  let read = false;
  fs.readFile(__filename, () => (read = true));
  for (let turns = 0; !read; turns++) {
    idle();
    assert.ok(turns < 1e6);
  }
  console.log('ok');
});
