// it: wasm that suspends on promises (JSPI) and coroutines that park do not disturb each other's stacks
// flags: --expose-gc
// lines: >=26
'use strict';
const assert = require('assert');
const { spawn, sleep, wait, joinAll } = require('greenpatch/api');

// (import "js" "get" (func (param i32) (result i32))) (func (export "twice") (param i32) (result i32) get(n) + get(n))
const bytes = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 2, 10, 1, 2, 0x6a, 0x73, 3, 0x67, 0x65, 0x74, 0, 0,
  3, 2, 1, 0, 7, 9, 1, 5, 0x74, 0x77, 0x69, 0x63, 0x65, 0, 1, 10, 13, 1, 11, 0, 0x20, 0, 0x10, 0, 0x20, 0, 0x10, 0,
  0x6a, 0x0b,
]);
assert.strictEqual(typeof WebAssembly.promising, 'function');
const get = new WebAssembly.Suspending(async (n) => {
  await new Promise((resolve) => setTimeout(resolve, n % 5));
  gc({ type: n % 2 ? 'minor' : 'major' });
  return n;
});
const { exports: plain } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { js: { get } });
const twice = WebAssembly.promising(plain.twice);

const fibers = Array.from({ length: 30 }, (_, i) =>
  spawn(() => {
    const first = twice(i);
    sleep(i % 3);
    assert.strictEqual(wait(first), 2 * i);
    return wait(twice(i + 1));
  }),
);
(async () => {
  for (let i = 0; i < 20; i++) assert.strictEqual(await twice(i), 2 * i);
})();
spawn(() => {
  joinAll(fibers, { raiseError: true });
  for (const [i, fiber] of fibers.entries()) assert.strictEqual(fiber.get(), 2 * (i + 1));
  console.log('ok');
});
