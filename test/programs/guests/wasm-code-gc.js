// it: V8 does not look for unused code of WebAssembly while a stack is parked, which would end the process
// flags: --stress-wasm-code-gc --wasm-tiering-budget=100
'use strict';
const assert = require('assert');
const { spawn, sleep } = require('greenpatch/api');

// (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
const bytes = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 7, 1, 3, 0x61, 0x64, 0x64, 0,
  0, 10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b,
]);

for (let i = 0; i < 4; i++) {
  spawn(() => {
    const { add } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    let sum = 0;
    for (let turn = 0; turn < 10; turn++) {
      for (let n = 0; n < 20_000; n++) sum = add(sum, 1); // hot enough to be compiled again, which leaves the first code unused
      sleep(1);
    }
    assert.strictEqual(sum, 200_000);
    if (i === 3) console.log('ok');
  });
}
