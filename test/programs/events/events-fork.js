// it: messages between a forked child and its parent are entry points on both sides: 20 that block overlap, and begin in order
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { fork } = require('node:child_process');
const { inFiber } = require('greenpatch');
const kit = require('../jobs/support/kit');

const COUNT = 20;
const numbers = Array.from({ length: COUNT }, (_, n) => n);
const room = kit.meeting(COUNT);
const begun = [];
let sent = 0;
if (process.argv[2] !== 'child') {
  const child = fork(__filename, ['child']);
  let ended = 0;
  child.on('message', ({ sent, most, order }) => {
    assert.ok(inFiber());
    begun.push(sent);
    room.attend();
    ended++;
    assert.deepStrictEqual([most, order], [COUNT, numbers], 'in the child');
  });
  for (const n of numbers) child.send(n);
  kit.until(() => ended === COUNT, 'all answers');
  assert.strictEqual(room.most, COUNT);
  assert.deepStrictEqual(begun, numbers);
  child.on('exit', (code) => {
    assert.strictEqual(code, 0);
    console.log('ok');
  });
  child.disconnect();
} else {
  process.on('message', (n) => {
    assert.ok(inFiber());
    begun.push(n);
    room.attend();
    process.send({ sent: sent++, most: room.most, order: begun });
  });
}
