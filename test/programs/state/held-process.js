// it: no other fiber asks for a time while reading the argument of one that subtracts blocks: Node has one array for them all
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, joinAll } = require('greenpatch');

const cell = new Int32Array(new SharedArrayBuffer(4));
/** A number that takes its time to be read. */
function reading(sight) {
  const value = () => {
    sight.most = Math.max(sight.most, ++sight.inside);
    Atomics.wait(cell, 0, 0, 2);
    sight.inside--;
    sight.read++;
    return 0;
  };
  const getter = { enumerable: true, get: value };
  return { times: [{ valueOf: value }, { valueOf: value }], used: Object.defineProperties({}, { user: getter, system: getter }) }; // prettier-ignore
}
const asks = {
  hrtime: ({ times }) => process.hrtime(times),
  cpuUsage: ({ used }) => process.cpuUsage(used),
  ...(process.threadCpuUsage && { threadCpuUsage: ({ used }) => process.threadCpuUsage(used) }),
};
for (const [name, ask] of Object.entries(asks)) {
  const sight = { inside: 0, most: 0, read: 0 };
  const fibers = Array.from({ length: 8 }, () => spawn(() => ask(reading(sight))));
  joinAll(fibers);
  for (const fiber of fibers) assert.ok(Object.values(fiber.get()).every((number) => number >= 0), name); // prettier-ignore
  assert.ok(sight.read >= 16, `${name} reads its argument`);
  assert.strictEqual(sight.most, 1, name);
}
console.log('ok');
