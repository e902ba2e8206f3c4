// it: callbacks of asynchronous functions of zlib park where they block: 20 of each overlap, with the answers of plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const zlib = require('node:zlib');
const kit = require('../jobs/support/kit');

const texts = Array.from({ length: 20 }, (_, n) => Buffer.from(`text ${n} `.repeat(100)));
for (const [pack, unpack] of [
  ['gzip', 'gunzip'],
  ['gzip', 'unzip'],
  ['deflate', 'inflate'],
  ['deflateRaw', 'inflateRaw'],
  ['brotliCompress', 'brotliDecompress'],
]) {
  const packed = kit
    .overlap(pack, (n, callback) => zlib[pack](texts[n], callback))
    .map(([error, data]) => {
      assert.strictEqual(error, null);
      return data;
    });
  assert.ok(packed[0].length < 100);
  const unpacked = kit.overlap(unpack, (n, callback) => zlib[unpack](packed[n], {}, callback));
  unpacked.forEach(([error, data], n) => assert.ok(error === null && data.equals(texts[n]), `${unpack} ${n}`));
}
const errors = kit.overlap('an error', (n, callback) => zlib.gunzip(Buffer.from('no gzip'), callback));
assert.ok(errors.every(([error]) => error.code === 'Z_DATA_ERROR'));
console.log('ok');
