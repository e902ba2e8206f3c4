// it: work in the thread pool is done on what the arguments were at the call, and fills memory only when the fiber goes on
// preload: greenpatch
// env: GREENPATCH_SLICE_MS=60000
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const zlib = require('node:zlib');
const { spawn, joinAll } = require('greenpatch');
const { turns } = require('./support/kit');

const text = Array.from({ length: 80_000 }, (_, i) => (i * i) % 1009).join();
const keys = crypto.generateKeyPairSync('rsa', { modulusLength: 3072 });

/** Calls on memory that other code overwrites, and gives away, while they are parked. */
const CALLS = {
  deflateSync: [zlib.deflateSync, Buffer.from(text)],
  inflateSync: [zlib.inflateSync, zlib.deflateSync(text)],
  brotliDecompressSync: [zlib.brotliDecompressSync, zlib.brotliCompressSync(text, { params: { 1: 3 } })],
  pbkdf2Sync: [(bytes) => crypto.pbkdf2Sync(bytes, bytes, 50_000, 32, 'sha512'), Buffer.from('password')],
  scryptSync: [(bytes) => crypto.scryptSync(bytes, bytes, 32), Buffer.from('password')],
  hkdfSync: [(bytes) => Buffer.from(crypto.hkdfSync('sha512', bytes, bytes, 'info', 32)), Buffer.alloc(2 ** 22, 1)],
  sign: [(bytes) => crypto.sign('sha256', bytes, keys.privateKey), Buffer.alloc(2 ** 20, 1)],
  verify: [(bytes) => crypto.verify('sha256', bytes, keys.publicKey, bytes.subarray(0, 384)), Buffer.alloc(2 ** 20, 1)],
};
for (const [name, [call, from]] of Object.entries(CALLS)) {
  const expected = call(Buffer.from(from));
  for (const spoil of [(bytes) => bytes.fill(0xee), (bytes) => structuredClone(bytes, { transfer: [bytes.buffer] })]) {
    const bytes = Buffer.from(new Uint8Array(from).buffer);
    const worker = spawn(() => call(bytes));
    const spoiler = spawn(() => {
      assert.strictEqual(worker.state, 'parked', `${name} is at work`);
      spoil(bytes);
    });
    joinAll([worker, spoiler], { raiseError: true });
    assert.deepStrictEqual(worker.get(), expected, name);
  }
}

// Others use the memory until the fiber goes on.
const target = Buffer.alloc(2 ** 23);
const filler = spawn(() => crypto.randomFillSync(target, 8));
const reader = spawn(() => {
  for (let looks = 0; filler.state === 'parked'; looks++) {
    assert.ok(!target.some((byte) => byte !== 0), `untouched at look ${looks}`);
    turns(1);
  }
});
joinAll([filler, reader], { raiseError: true });
assert.strictEqual(filler.get(), target);
assert.ok(target.subarray(0, 8).every((byte) => byte === 0));
assert.ok(target.subarray(8, 72).some((byte) => byte !== 0));
assert.ok(target.subarray(-64).some((byte) => byte !== 0));

// Memory that has been given away meanwhile is not written to, and that is no error.
const gone = Buffer.from(new ArrayBuffer(2 ** 22));
const late = spawn(() => crypto.randomFillSync(gone));
spawn(() => structuredClone(gone, { transfer: [gone.buffer] }));
assert.strictEqual(late.get().length, 0);

// Two calls with the same options and one input do not meet.
const options = { chunkSize: 1000, level: 9 };
const many = Array.from({ length: 8 }, () => spawn(() => zlib.gunzipSync(zlib.gzipSync(text, options), options)));
for (const fiber of many) assert.strictEqual(fiber.get().toString(), text);
console.log('ok');
