// it: wasm code parks in its imports, traps, overflows its stack and collects garbage in coroutines, many at once
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');

const name = (text) => [text.length, ...Buffer.from(text)];
const section = (id, ...bytes) => [id, bytes.flat().length, ...bytes.flat()];
const func = (...code) => [code.flat().length + 2, 0, ...code.flat(), 0x0b];
// (func (export "loop") (param n) (result i32): the sum of park(i) for i = n .. 1
const LOOP = [4, 1, 1, 0x7f]; // replaced below: with a local
void LOOP;
const bytes = new Uint8Array([
  0,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0,
  ...section(1, [2], [0x60, 1, 0x7f, 1, 0x7f], [0x60, 0, 0]), // types: i32 -> i32, () -> ()
  ...section(2, [1], name('js'), name('park'), [0, 0]),
  ...section(3, [5, 0, 0, 1, 0, 0]), // sum, recurse, trap, divide, load
  ...section(4, [1, 0x70, 0, 1]),
  ...section(5, [1, 0, 1]),
  ...section(
    7,
    [5],
    name('sum'),
    [0, 1],
    name('recurse'),
    [0, 2],
    name('trap'),
    [0, 3],
    name('divide'),
    [0, 4],
    name('load'),
    [0, 5],
  ),
  ...section(
    10,
    [5],
    // sum(n) = n == 0 ? 0 : park(n) + sum(n - 1)
    func(0x20, 0, 0x45, 0x04, 0x7f, 0x41, 0, 0x05, 0x20, 0, 0x10, 0, 0x20, 0, 0x41, 1, 0x6b, 0x10, 1, 0x6a, 0x0b),
    // recurse(n) = recurse(n + 1) + 1
    func(0x20, 0, 0x41, 1, 0x6a, 0x10, 2, 0x41, 1, 0x6a),
    func(0x00), // unreachable
    func(0x41, 1, 0x20, 0, 0x6d), // 1 / n
    func(0x20, 0, 0x28, 2, 0), // i32.load(n)
  ),
]);
const module_ = new WebAssembly.Module(bytes);
const make = (park) => new WebAssembly.Instance(module_, { js: { park } }).exports;

const wasm = make((n) => Coroutine.suspend(n));
const N = 20;
const all = Array.from({ length: 40 }, () => new Coroutine(() => wasm.sum(N)));
for (const one of all) assert.strictEqual(one.resume(), N);
gc();
for (let n = N - 1; n >= 1; n--) {
  for (const one of all) assert.strictEqual(one.resume(2 * (n + 1)), n);
  if (n % 8 === 0) gc({ type: 'minor' });
}
for (const one of all) assert.strictEqual(one.resume(2), N * (N + 1));

// An error thrown by the import after a park comes through the wasm frames.
const thrown = new Error('through wasm');
const throwing = make((n) => {
  if (Coroutine.suspend(n) === 'throw') throw thrown;
  return 0;
});
const failing = new Coroutine(() => throwing.sum(5));
failing.resume();
failing.resume();
assert.strictEqual(failing.resume('throw'), thrown);

// Traps: in the middle of others that are parked inside wasm. Out of bounds is found by a signal handler of V8.
const parked = Array.from({ length: 5 }, () => new Coroutine(() => wasm.sum(2)));
for (const one of parked) one.resume();
const inside = (fn) => {
  const one = new Coroutine(() => {
    try {
      return fn();
    } catch (error) {
      Coroutine.suspend();
      return `${error.name}: ${error.message}`;
    }
  });
  one.resume();
  return one.resume();
};
const plain = (fn) => {
  try {
    return fn();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const traps = [
  () => wasm.trap(),
  () => wasm.divide(0),
  () => wasm.load(1 << 20),
  () => wasm.load(-1),
  () => wasm.recurse(0),
];
for (const trap of traps) {
  assert.strictEqual(inside(trap), plain(trap));
  assert.match(plain(trap), /^(RuntimeError|RangeError)/);
}
assert.strictEqual(
  inside(() => wasm.recurse(0)),
  'RangeError: Maximum call stack size exceeded',
);
for (const one of parked) {
  one.resume(1);
  assert.strictEqual(one.resume(1), 2);
}

// wasm within a coroutine within wasm.
const outer = make((n) => new Coroutine(() => make((m) => m).sum(n)).resume());
assert.strictEqual(new Coroutine(() => outer.sum(4)).resume(), 10 + 6 + 3 + 1);
console.log('ok');
