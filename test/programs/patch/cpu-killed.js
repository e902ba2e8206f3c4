// it: a killed call of zlib or crypto brings its result to no fiber, and leaves memory as it was; the work ends by itself
// flags: --expose-gc
// preload: greenpatch
// env: GREENPATCH_SLICE_MS=60000
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const zlib = require('node:zlib');
const { killAll, spawn } = require('greenpatch');
const { turns } = require('./support/kit');

const text = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 1009).join());
const packed = zlib.deflateSync(text);
const target = Buffer.alloc(2 ** 24);

const CALLS = [
  () => zlib.deflateSync(text),
  () => zlib.gzipSync(text, { level: 9, info: true }),
  () => zlib.inflateSync(packed),
  () => zlib.unzipSync(Buffer.concat([packed.subarray(0, -4), Buffer.from('....')])),
  () => zlib.brotliCompressSync(text.subarray(0, 20_000)),
  () => crypto.randomFillSync(target),
  () => crypto.randomBytes(2 ** 24),
  () => crypto.pbkdf2Sync('pass', 'salt', 200_000, 64, 'sha512'),
  () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }),
];

for (const call of CALLS) {
  const steps = [];
  const fiber = spawn(() => {
    try {
      steps.push(call());
    } finally {
      steps.push('cleaned up');
      turns(1); // still a fiber like any other
    }
  });
  const killer = spawn(() => {
    assert.strictEqual(fiber.state, 'parked', String(call));
    fiber.kill();
  });
  killer.get();
  assert.strictEqual(fiber.state, 'killed');
  assert.deepStrictEqual(steps, ['cleaned up']);
}
// The pool works through what was begun, in turn with this; nothing holds the engines any more.
for (let i = 0; i < 4; i++) {
  assert.strictEqual(crypto.pbkdf2Sync('pass', 'salt', 100_000, 4, 'sha1').length, 4);
  gc();
}
assert.ok(
  target.every((byte) => byte === 0),
  'memory stays as it was',
);

// Many at once, more than the pool has threads.
const many = Array.from({ length: 20 }, (_, i) => spawn(CALLS[i % 5]));
spawn(() => killAll(many)).get();
assert.ok(many.every((fiber) => fiber.state === 'killed'));
assert.ok(zlib.inflateSync(zlib.deflateSync(text)).equals(text));
console.log('ok');
