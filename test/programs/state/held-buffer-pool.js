// it: two Buffers never share bytes of Node's pool, when an element, a length or a `valueOf` of what one is made from blocks
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, joinAll, inFiber, sleep } = require('greenpatch');

const cell = new Int32Array(new SharedArrayBuffer(4));
const wait = (value) => (Atomics.wait(cell, 0, 0, 2), value);
const slow = (n) => ({ valueOf: () => wait(n) });
const forms = {
  array: (n) => Buffer.from([n, 2, slow(n + 1), 4]),
  'array-like': (n) => Buffer.from({ 0: n, 1: 2, 2: slow(n + 1), 3: 4, length: 4 }),
  proxy: (n) => Buffer.from(new Proxy([n, 2, n + 1, 4], { get: (target, key) => wait(Reflect.get(target, key)) })),
  'array-like whose length is read': (n) =>
    Buffer.from({
      ...[n, 2, n + 1, 4],
      get length() {
        return wait(4);
      },
    }),
  valueOf: (n) => Buffer.from({ valueOf: () => wait([n, 2, n + 1, 4]) }),
};

for (const [form, make] of Object.entries(forms)) {
  const fibers = Array.from({ length: 16 }, (_, i) =>
    spawn(() => {
      if (i % 2) return (sleep(1), Buffer.from('wxyz'));
      return make(i);
    }),
  );
  joinAll(fibers);
  const expected = fibers.map((_, i) => (i % 2 ? 'wxyz' : String.fromCharCode(i, 2, i + 1, 4)));
  assert.deepStrictEqual(
    fibers.map((fiber) => fiber.get().toString()),
    expected,
    form,
  );
}
assert.ok(inFiber());
assert.deepStrictEqual([Buffer.from.name, Buffer.from.length, typeof Buffer.from.prototype], ['from', 3, 'object']);
console.log('ok');
