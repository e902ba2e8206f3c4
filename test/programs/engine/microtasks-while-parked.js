// it: promise jobs, ticks, timers, immediates and I/O all go on, in Node's order, while a thousand fibers are parked
'use strict';
const assert = require('assert');
const fs = require('fs');
const { spawn } = require('greenpatch/api');
const { park } = require('../../../dist/hub');

const wakers = [];
for (let i = 0; i < 1000; i++) spawn(() => park({ what: 'test', start: (waker) => wakers.push(waker) }));

function sequence(done) {
  const order = [];
  setTimeout(() => {
    order.push('timeout');
    process.nextTick(() => order.push('tick'));
    Promise.resolve()
      .then(() => order.push('job'))
      .then(() => process.nextTick(() => order.push('tick of job')));
    queueMicrotask(() => order.push('microtask'));
    fs.stat(__filename, () => {
      order.push('stat');
      setTimeout(() => {
        order.push('timeout 2');
        done(order);
      }, 0);
      setImmediate(() => order.push('immediate'));
      Promise.resolve().then(() => order.push('job 2'));
    });
  }, 1);
}
setTimeout(function waitForAll() {
  if (wakers.length < 1000) return setTimeout(waitForAll, 1);
  sequence((order) => {
    assert.deepStrictEqual(order, [
      'timeout',
      'tick',
      'job',
      'microtask',
      'tick of job',
      'stat',
      'job 2',
      'immediate',
      'timeout 2',
    ]);
    for (const waker of wakers) waker.resolve();
    console.log('ok');
  });
}, 1);
