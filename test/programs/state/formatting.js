// it: to read `error.stack` lets no other fiber run: what blocks in Error.prepareStackTrace is the original, and that of each fiber is called
// preload: greenpatch
'use strict';
const assert = require('assert');
const { sleep, spawn, joinAll, hubBlocking } = require('greenpatch');

const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
const mapped = (error) => {
  block();
  return `mapped ${error.message}`;
};
function callSites() {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (_, sites) => sites;
  const { stack } = new Error('sites');
  Error.prepareStackTrace = before;
  return stack;
}

Error.prepareStackTrace = mapped;
let turns = 0;
const others = setInterval(() => turns++, 0);
const fibers = Array.from({ length: 10 }, (_, i) =>
  spawn(() => {
    const before = turns;
    const error = new Error(i);
    const { stack } = error;
    assert.strictEqual(stack, `mapped ${i}`);
    assert.strictEqual(turns, before, 'others ran while a stack was read');
    assert.ok(Array.isArray(callSites()));
  }),
);
spawn(() => {
  joinAll(fibers);
  for (const fiber of fibers) fiber.get();
  let failure;
  Error.prepareStackTrace = () => {
    try {
      sleep(1);
    } catch (error) {
      failure = error;
    }
    return 'formatted';
  };
  assert.strictEqual(new Error('').stack, 'formatted');
  Error.prepareStackTrace = undefined;
  assert.strictEqual(failure.code, 'ERR_GREENPATCH_NOT_IN_FIBER');
  assert.match(failure.message, /while an error's stack is formatted/);
  const counted = hubBlocking();
  assert.ok(counted.calls >= 10, `counted ${JSON.stringify(counted)}`);
  sleep(1);
  clearInterval(others);
  console.log('ok');
});
