// it: a promise job that a fiber drains itself may park it; the hub drains what is left, and its own ticks and jobs, meanwhile
'use strict';
const assert = require('node:assert');
const { spawn, sleep, inFiber, wait } = require('greenpatch/api');

const trace = [];
spawn(function main() {
  process.nextTick(() => trace.push('tick'));
  queueMicrotask(() => {
    trace.push('job parks');
    assert.strictEqual(inFiber(), true);
    setTimeout(() => trace.push('timer'), 1);
    sleep(20);
    trace.push('job goes on');
  });
  queueMicrotask(() => {
    assert.strictEqual(inFiber(), false);
    trace.push('next job');
  });
  process._tickCallback(); // as a native callback scope does that an addon opens in a fiber
  assert.strictEqual(inFiber(), true);
  assert.strictEqual(wait(Promise.resolve(7)), 7);
  assert.deepStrictEqual(trace, ['tick', 'job parks', 'next job', 'timer', 'job goes on']);
  console.log('ok');
});
