// it: a function below which nothing parks leaves the fiber and all others free to park when the stack has overflowed inside it, or near it
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, sleep } = require('greenpatch');

/** Calls of `inner`, which overflows the stack or not. */
const CALLS = {
  structuredClone: (inner) => structuredClone(withGetter(inner)),
  'Buffer.from': (inner) => Buffer.from({ valueOf: () => (inner(), 'text') }),
  postMessage(inner) {
    const { port1, port2 } = new MessageChannel();
    try {
      port1.postMessage(withGetter(inner));
    } finally {
      port1.close();
      port2.close();
    }
  },
};
const FRAMES = 150;

const endless = () => [endless()];

function withGetter(inner) {
  return Object.defineProperty({}, 'inner', { get: inner, enumerable: true });
}

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

/** @param run calls, and catches what overflows */
function parksAfterwards(what, run) {
  const fiber = spawn(() => {
    run();
    sleep(0);
    return 'parked';
  });
  assert.strictEqual(fiber.get(), 'parked', what);
}

for (const [name, call] of Object.entries(CALLS)) {
  parksAfterwards(`${name}, with an overflow inside`, () => assert.throws(() => call(endless), RangeError));
  const left = { frames: 0, failed: 0 };
  for (let size = 0; size < 24; size++) {
    left.frames = FRAMES;
    parksAfterwards(`${name}, after an overflow with ${size} arguments`, () =>
      descend(() => call(() => 1), left, ...Array(size).fill(0)),
    );
  }
  assert.ok(left.failed > 0, `${name}: some calls had no room`);
}
console.log('ok');
