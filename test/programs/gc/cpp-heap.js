// it: objects of V8's C++ heap and their wrappers live while parked stacks refer to them, and die afterwards
// flags: --expose-gc
// Scripts, contexts, wasm memories, hashes and the like: half of what Node makes has a part outside JavaScript's heap.
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const vm = require('vm');
const { Coroutine } = require('../../../dist/fiber');

const WASM = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 109, 2, 0]); // (memory (export "m") 1)

function things(i) {
  const script = new vm.Script(`(${i} + 1)`);
  const memory = new WebAssembly.Instance(new WebAssembly.Module(WASM)).exports.m;
  return {
    script,
    context: i % 10 === 0 ? vm.createContext({ i }) : undefined,
    memory,
    view: new Uint8Array(memory.buffer).fill(i % 256, 0, 100),
    decoder: new TextDecoder('utf-16le'),
    hash: crypto.createHash('sha256').update(String(i)),
    url: new URL(`http://host${i}/`),
    event: new Event(`e${i}`),
    abort: new AbortController(),
    segmenter: typeof Intl === 'object' ? new Intl.NumberFormat('en') : undefined,
    buffer: new SharedArrayBuffer(64),
  };
}

function check(made, i) {
  assert.strictEqual(made.script.runInThisContext(), i + 1);
  if (made.context) assert.strictEqual(vm.runInContext('i * 2', made.context), i * 2);
  assert.strictEqual(made.view[99], i % 256);
  assert.strictEqual(made.decoder.decode(new Uint8Array([97, 0])), 'a');
  assert.strictEqual(made.hash.digest('hex'), crypto.createHash('sha256').update(String(i)).digest('hex'));
  assert.strictEqual(made.url.hostname, `host${i}`);
  assert.strictEqual(made.event.type, `e${i}`);
  made.abort.abort();
  assert.ok(made.abort.signal.aborted);
}

function body(i) {
  const made = things(i);
  gc({ type: i % 2 ? 'minor' : 'major' });
  things(-i); // garbage of the same kinds
  Coroutine.suspend();
  gc({ type: i % 2 ? 'major' : 'minor' });
  check(made, i);
}

for (let round = 0; round < 2; round++) {
  const all = Array.from({ length: 40 }, (_, i) => new Coroutine(() => body(i)));
  for (const one of all) one.resume();
  gc();
  for (const one of all) {
    const error = one.resume();
    assert.strictEqual(one.state, 'returned', error?.stack);
  }
}
gc();
console.log('ok');
