// it: a function below which nothing parks, called where the stack ends, leaves the fiber and all others free to park afterwards
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, sleep } = require('greenpatch');

const value = {
  get inner() {
    return { deep: [1, 2, 3] };
  },
};
const CALLS = {
  structuredClone: () => structuredClone(value),
  'Buffer.from': () => Buffer.from({ valueOf: () => 'text' }),
  postMessage() {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(value);
    port1.close();
    port2.close();
  },
};
const FRAMES = 150;

/** Overflows the stack; on the way back each of the last frames makes the call, with a little more room each time. */
function descend(call, left, ...room) {
  try {
    descend(call, left, ...room);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (left.frames-- <= 0) return;
  try {
    call();
  } catch {
    left.failed++;
  }
}

for (const [name, call] of Object.entries(CALLS)) {
  let failed = 0;
  for (let size = 0; size < 24; size++) {
    const left = { frames: FRAMES, failed: 0 };
    const fiber = spawn(() => {
      descend(call, left, ...Array(size).fill(0));
      sleep(0);
      return 'parked';
    });
    assert.strictEqual(fiber.get(), 'parked', `${name}, after an overflow with ${size} arguments`);
    failed += left.failed;
  }
  assert.ok(failed > 0, `${name}: some calls had no room`);
}
console.log('ok');
