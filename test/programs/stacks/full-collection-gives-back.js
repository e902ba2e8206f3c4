// it: a full collection takes back what parked stacks have used below where they stand, be it one page or many, once for each rest
// flags: --expose-gc
'use strict';
const assert = require('assert');
const fs = require('fs');
const { Coroutine, engineStatus } = require('../../../dist/fiber');

const COUNT = 2_000;
const PAGE_KIB = 4;
const own = engineStatus().engine.kind === 'switch' && process.platform === 'linux';
const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
const deep = (n) => (n === 0 ? 0 : deep(n - 1) + 1);

// It stands in its first page, and has gone a little or far below.
const body = (depths) => () => {
  const held = { depths };
  for (const depth of depths) {
    assert.strictEqual(deep(depth), depth);
    Coroutine.suspend();
    assert.deepStrictEqual(held, { depths });
  }
  return held;
};

// Interpreted the first time, when 60 calls go beyond one page but not far.
for (const depth of [60, 800]) {
  const all = Array.from({ length: COUNT }, () => new Coroutine(body([depth, depth])));
  for (let rest = 0; rest < 2; rest++) {
    for (const one of all) one.resume();
    const before = resident();
    gc();
    const freed = (before - resident()) / COUNT;
    if (own && (rest === 0 || depth > 60)) assert.ok(freed > PAGE_KIB / 2, `${freed} KiB each after ${depth} calls`);
  }
  for (const one of all) assert.deepStrictEqual(one.resume(), { depths: [depth, depth] });
}
console.log('ok');
