// it: a killed call of zlib or crypto brings nobody its result, and leaves memory as it was; the work ends by itself
// flags: --expose-gc
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const zlib = require('node:zlib');
const { spawn, withTimeout } = require('greenpatch');
const { turns } = require('../patch/kit');

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
// The pool works through what was begun, in turn with this; nobody holds the engines any more.
for (let i = 0; i < 4; i++) {
  assert.strictEqual(crypto.pbkdf2Sync('pass', 'salt', 100_000, 4, 'sha1').length, 4);
  gc();
}
assert.ok(
  target.every((byte) => byte === 0),
  'memory stays as it was',
);

const before = new Error('time is over');
for (let i = 0; i < 20; i++) {
  const error = before;
  assert.throws(() => withTimeout(0, () => zlib.brotliCompressSync(text.subarray(0, 50_000)), { error }), error);
}
assert.ok(zlib.inflateSync(zlib.deflateSync(text)).equals(text));
console.log('ok');
